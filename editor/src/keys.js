// Keys and what is typed at the beginning of a line.
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { undoInputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { redo } from "prosemirror-history";
import { leaveCaption, leaveItem, lineBreak, selectedPicture } from "./commands.js";
import { dropEmptyNote, jumpToNote } from "./notes.js";
import { openAlternative } from "./dialogs.js";
import { types } from "./schema.js";
import { goToNextCell } from "./tables.js";

export function keys(editor, tools) {
  const bindings = {};
  for (const tool of tools)
    if (tool.keys && tool.keys !== "Enter" && !(tool.keys in bindings))
      bindings[tool.keys] = (state, dispatch, view) => (tool.act ? (tool.act(editor), true) : tool.run(state, dispatch, view));
  const onSelected = (state, _, view) => {
    if (selectedPicture(state)) openAlternative(editor);
    else if (state.selection.node?.type !== types.noteref || !jumpToNote(view, state.selection.from)) return false;
    return true;
  };
  return [
    keymap({
      ...bindings,
      "Mod-y": redo,
      Enter: chainCommands(onSelected, leaveCaption, splitListItem(types.list_item)),
      "Shift-Enter": lineBreak,
      Backspace: chainCommands(undoInputRule, dropEmptyNote, leaveItem),
      Tab: goToNextCell(1),
      "Shift-Tab": goToNextCell(-1),
      "Alt-F10": () => (editor.toolbar.focus(), true),
    }),
    keymap(baseKeymap),
  ];
}

export const typing = () => inputRules({
  rules: [
    textblockTypeInputRule(/^(#{2,4})\s$/, types.heading2),
    wrappingInputRule(/^\s*([-+*–])\s$/, types.bullet_list),
    wrappingInputRule(/^1[.)]\s$/, types.ordered_list),
    wrappingInputRule(/^\s*>\s$/, types.blockquote),
  ],
});
