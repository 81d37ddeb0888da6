/**
 * The commands of a code block: those of a console session without prompts and output, and all of them without the marks
 * of annotations.
 */

/** Prompts by language; what is matched at the beginning of a line is cut off. @type {Map<string, {first: RegExp, next: RegExp}>} */
const PROMPTS = new Map();
const SHELL = { first: /^(?:\([\w.-]+\) )?(?:\[?[\w.-]+@[\w.-]+[^$#%>\n]*\]?)?[$#%] ?/, next: /^> ?/ };
const PYTHON = { first: /^>>> ?/, next: /^\.\.\. ?/ };
for (const name of ["console", "shell-session", "sh-session", "bash-session", "shellsession"]) PROMPTS.set(name, SHELL);
for (const name of ["pycon", "python-console"]) PROMPTS.set(name, PYTHON);
PROMPTS.set("doscon", { first: /^[A-Za-z]:\\[^>\n]*>/, next: /^More\? ?/ });
PROMPTS.set("ps1con", { first: /^PS [^>\n]*> ?/, next: /^>> ?/ });

/**
 * Return the commands of a console session.
 * @param {string} text The text of the block.
 * @param {string} language The language of the block.
 * @returns {string} The text as it is if the language is not that of a session, or if it has no prompt.
 */
export function commandsOf(text, language) {
  const prompts = PROMPTS.get(language);
  if (prompts === undefined) return text;
  const commands = [];
  const lines = text.split("\n");
  // After other prompts, a line with a bare hash is a comment.
  const isComment = (/** @type {string} */ line) => /^# ?/.test(line) && lines.some((other) => prompts.first.test(other) && !/^#/.test(other));
  /** The delimiter of a heredoc that is open, and whether the command goes on. */
  let [heredoc, goesOn] = ["", false];
  for (const line of lines) {
    const { first, next } = prompts;
    let command = "";
    if (heredoc || goesOn) {
      command = line.replace(next, "");
      if (command.trim() === heredoc) heredoc = "";
    } else if (first.test(line) && !isComment(line)) {
      command = line.replace(first, "");
      heredoc = prompts === SHELL ? (/<<-?\s*(['"]?)(\w+)\1/.exec(command)?.[2] ?? "") : "";
    } else if (prompts === PYTHON && commands.length > 0 && next.test(line)) command = line.replace(next, "");
    else continue;
    goesOn = heredoc === "" && prompts !== PYTHON && /\\$/.test(command);
    commands.push(command);
  }
  return commands.length > 0 ? commands.join("\n") : text;
}

/** The mark that stands for an annotation that the theme has already drawn. */
export const DRAWN = "\ufffc";

/**
 * Return a text without the marks of annotations: `# (1)!` and `# (1)` as a whole, and the mark alone after other words.
 * @param {string} text
 * @param {number} most The number of annotations, which is the highest number of a mark.
 * @returns {string}
 */
export function withoutAnnotations(text, most) {
  return text.split("\n").map((line) => {
    const mark = /[ \t]*(\(\d{1,3}\)!?|\ufffc)(?=[ \t]*(?:\*\/|-->)?[ \t]*$)/.exec(line);
    const number = Number(mark?.[1].match(/\d+/)?.[0] ?? 1);
    if (mark === null || number < 1 || number > most) return line;
    const before = line.slice(0, mark.index);
    const comment = /(?:^|[ \t]+)(?:#|\/\/|--|;+|%|\/\*|<!--)$/.exec(before);
    if (comment) return before.slice(0, comment.index);
    return mark[1] === DRAWN || /(?:#|\/\/|--|;|\/\*|<!--)/.test(before) ? before + line.slice(mark.index + mark[0].length) : line;
  }).join("\n");
}
