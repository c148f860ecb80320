// What the field for a question offers while one writes: ways to begin behind "/", names behind "@".
import { useMentions } from "./mentions.js";
import { useOptionMenu } from "./option_menu.jsx";
import { useCommands } from "./slash_commands.js";

// `onPick` takes the text of the field as it is to be, with the place of what is to be marked in it.
export function useComposerMenu(text, caret, onPick) {
  const commands = useCommands(text);
  const mentions = useMentions(text, caret);
  const label = commands.length ? "Ways to begin" : "Names to put in";
  return useOptionMenu({ text, offered: commands.length ? commands : mentions, label, onPick });
}
