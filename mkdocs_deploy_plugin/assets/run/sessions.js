/**
 * The commands of a code block: those of a console session without prompts and output, and all of them without annotations.
 */

/** By language: the prompt of a command, and that of its further lines. @type {[RegExp, RegExp, RegExp][]} */
const SESSIONS = [
  [
    /^console|^(ba|z)?sh.*session/,
    /^(\(\S+\) )?(\[\S+@[^\]]+\]|[\w.-]+@[\w.-]+(:[^$#%>]*| \S+ ?)?|\w*sh-[\d.]+)?[$#%]( |$)/,
    /^>( |$)/,
  ],
  [/^py.*con/, /^>>>( |$)/, /^\.\.\.( |$)/],
  [/^doscon/, /^\w:\\[^>]*>/, /^More\?( |$)/],
  [/^(ps1con|pwsh-)/, /^(\S+ )?PS [^>]*>( |$)/, /^>>( |$)/],
];

/**
 * Return the commands of a console session.
 * @param {string} text The text of the block.
 * @param {string} language The language of the block.
 * @returns {string} The text as it is if the language is not that of a session, or if it has no command.
 */
export function commandsOf(text, language) {
  const session = SESSIONS.find(([name]) => name.test(language));
  if (!session) return text;
  const [, first, next] = session;
  const lines = text.split("\n");
  // Beside other prompts, a hash begins a comment, and a percent sign is output.
  const bare = /^[#%]/;
  const isOther = lines.some((line) => first.test(line) && !bare.test(line));
  const commands = [];
  /** Whether the line before belongs to a command; what it leaves open: a heredoc's delimiter, or a backslash. */
  let [follows, open] = /** @type {[boolean, any]} */ ([false, ""]);
  for (const [at, line] of lines.entries()) {
    let command = line.replace(next, "");
    if (!open && (!follows || command === line)) {
      follows = first.test(line) && !(isOther && bare.test(line));
      command = line.replace(first, "");
      if (!follows || !command) continue;
    }
    if (/\w/.test(open)) open = command.trim() === open ? "" : open;
    else if (session === SESSIONS[0]) {
      // The delimiter stands below; that of `1 << 3` does not.
      const word = /(?<!<)<<-?\s*["'\\]?(\w+)/.exec(command)?.[1];
      open = lines.slice(at + 1).some((later) => later.replace(next, "").trim() === word) ? word : /\\?$/.exec(command)?.[0];
    }
    commands.push(command);
  }
  return commands.length > 0 ? commands.join("\n") : text;
}

/** What stands for an annotation in a text. */
export const MARK = "\ufffc";

/**
 * Return a text without its annotations: with the comment around one if that has nothing else, and with the blanks before.
 * @param {string} text
 * @returns {string}
 */
export function withoutAnnotations(text) {
  return text.replace(/[ \t]*(\/\* *\ufffc *\*\/|<!-- *\ufffc *-->|(#|\/\/|--|;+|%) *\ufffc$|\ufffc)/gm, "");
}
