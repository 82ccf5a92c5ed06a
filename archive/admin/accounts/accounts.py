"""Admin of accounts: people, roles, passwords; for superusers only."""

from __future__ import annotations

from axes.models import AccessAttempt
from django import forms
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.urls import path
from django.utils import timezone

from archive.admin.accounts.reauthentication import ConfirmView, ReauthenticatedAdmin, requires_password
from archive.models import EventKind
from archive.models.common.permissions import CONTRIBUTORS, EDITORS, GROUPS, PUBLISHERS
from archive.models.records.audit_event import record

ADMINISTRATOR, READER = "administrator", ""
ROLES = {
    CONTRIBUTORS: "Contributor: writes drafts, and sends them to review",
    EDITORS: "Editor: imports, corrects and arranges everything, and publishes nothing",
    PUBLISHERS: "Publisher: does all that, publishes, withdraws, undoes imports, and sees what everybody did",
    ADMINISTRATOR: "Administrator: does all that, and gives accounts to others",
    READER: "None: may not use the desk",
}


def role_of(account: User) -> str:
    """Return the highest of an account's roles: one of ROLES."""
    if account.is_superuser:
        return ADMINISTRATOR
    groups = {group.name for group in account.groups.all()}
    return next((name for name in reversed(GROUPS) if name in groups), READER) if account.is_staff else READER


class RoleForm(forms.ModelForm):
    """Form with a role in place of Django's groups and flags; groups that are not roles are left alone."""

    role = forms.ChoiceField(choices=list(ROLES.items()), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = role_of(self.instance) if self.instance.pk else CONTRIBUTORS

    def clean(self):
        cleaned = super().clean()
        stays = cleaned.get("role") == ADMINISTRATOR and cleaned.get("is_active", True)
        if self.instance.pk and self.instance.is_superuser and not stays and is_last_administrator(self.instance):
            raise forms.ValidationError("This is the last administrator. Make another one first.")
        return cleaned

    def _post_clean(self) -> None:
        role = self.cleaned_data.get("role", READER)
        self.instance.is_superuser = role == ADMINISTRATOR
        self.instance.is_staff = role != READER
        super()._post_clean()


class AccountForm(RoleForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        fields = ["username", "first_name", "last_name", "email", "password", "is_active"]
        labels = {"is_active": "May sign in"}
        help_texts = {"is_active": "Take this away instead of deleting an account: what its owner did stays theirs."}


class NewAccountForm(RoleForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = ["username", "first_name", "last_name", "email"]


class AccountAdmin(ReauthenticatedAdmin, UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    list_display = ["username", "full_name", "role", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["role", "is_active"]}),
        ("Since when", {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email", "password1", "password2"]}),
        ("What they may do", {"fields": ["role"]}),
    ]
    actions = ["let_in", "sign_out"]

    def get_urls(self):
        confirm = self.admin_site.admin_view(ConfirmView())
        return [path("confirm/", confirm, name="auth_user_confirm"), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Accounts", **(extra_context or {})})

    def get_actions(self, request):
        """Return the actions without bulk deletion: accounts are deleted one by one."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request, obj=None) -> bool:
        """Refuse people to delete themselves, so that an administrator remains."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 (Django gives it by this name)
        return requires_password(request) or super().user_change_password(request, id, form_url)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        role = form.cleaned_data["role"]
        others = [group for group in form.instance.groups.all() if group.name not in GROUPS]
        form.instance.groups.set([*others, *Group.objects.filter(name=role)])

    @admin.action(description="Let the selected people try to sign in again", permissions=["change"])
    def let_in(self, request, accounts) -> None:
        names = list(accounts.values_list("username", flat=True))
        tried = AccessAttempt.objects.filter(username__in=names)
        addresses = list(tried.values_list("ip_address", flat=True).distinct())
        AccessAttempt.objects.filter(Q(username__in=names) | Q(ip_address__in=addresses)).delete()
        for account in accounts:
            record(EventKind.RIGHTS, request=request, of=account, detail={"what": "lock-out lifted"})
        self.message_user(request, f"May try again: {', '.join(names)}.")

    @admin.action(description="Sign the selected people out everywhere", permissions=["change"])
    def sign_out(self, request, accounts) -> None:
        chosen = {str(account.pk): account for account in accounts}
        ended = 0
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500):
            if session.get_decoded().get(SESSION_KEY) in chosen:
                session.delete()
                ended += 1
        for account in chosen.values():
            record(EventKind.RIGHTS, request=request, of=account, detail={"what": "signed out everywhere"})
        self.message_user(request, f"Sign-ins ended: {ended}. People who may sign in can do so again.")

    @admin.display(description="name")
    def full_name(self, account: User) -> str:
        return account.get_full_name() or "—"

    @admin.display(description="role")
    def role(self, account: User) -> str:
        return ROLES[role_of(account)].partition(":")[0]


class RightsAdmin(ReauthenticatedAdmin, GroupAdmin):
    """Admin of groups and their rights, for administrators who want other roles than the three.

    Only rights over the archive's own rows can be given: all others are an administrator's.
    """

    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        models = {model for rights in GROUPS[PUBLISHERS] for model in rights}
        rights = Permission.objects.filter(content_type__app_label="archive", content_type__model__in=models)
        field = super().formfield_for_manytomany(
            db_field, request, queryset=rights.order_by("content_type__model", "pk"), **kwargs
        )
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        field.label_from_instance = lambda right: right.name
        field.help_text = ""
        return field


def is_last_administrator(account: User) -> bool:
    """Return whether no other account that may sign in is a superuser."""
    return not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=account.pk).exists()
