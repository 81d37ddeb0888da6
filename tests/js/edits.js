/**
 * Procedures and edits for the oracle of identity: each item has a hidden name, which no page shows.
 *
 * The procedures are full of look-alikes. An edit never writes words that were there before, so that equal words come only
 * from copies. Two edits that cancel each other out, such as a copy of a step and the removal of the original, leave a text
 * from which nobody can tell what was done; so of items that nothing tells apart, one build changes each kind only once.
 */

import { digest } from "./support.js";

const TITLES = ["Upgrade web", "Drain the node", "Restart"];
const TEXTS = ["Service answers with 200", "Logs are quiet", "Smoke test passes in the region eu-north", "Smoke test passes in the region us-east"];
const COMMANDS = ["", "", "systemctl restart web", "kubectl rollout status deploy/web"];
const PROSE = ["", "", "Take the node out of the pool first.", "Caution: do not restart twice."];

/** Numbers for texts, as digests are. */
const digests = new Map();
function numbered(text) {
  if (!digests.has(text)) digests.set(text, digest(digests.size + 1));
  return digests.get(text);
}

/** A source of random choices that can be repeated. */
export class Choices {
  constructor(seed) {
    // Mixed, because the first choices from neighbouring seeds would be equal.
    const mixed = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
    this.state = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
    this.words = 0;
    this.names = 0;
  }
  below(limit) {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
  of(list) {
    return list[this.below(list.length)];
  }
  /** Give a word that was never used. */
  word() {
    return `word${(this.words += 1)}`;
  }
  /** Give a hidden name. */
  name() {
    return `hidden${(this.names += 1)}`;
  }
}

function item(choices, text = choices.of(TEXTS)) {
  return { name: choices.name(), text, key: choices.below(8) === 0 ? choices.word() : "" };
}

function step(choices) {
  const host = choices.below(2) ? ` web-0${choices.below(4)}` : "";
  return {
    title: `${choices.of(TITLES)}${host}`, prose: choices.of(PROSE), commands: choices.of(COMMANDS),
    items: Array.from({ length: 1 + choices.below(3) }, () => item(choices)),
  };
}

/** Give a procedure. */
export function procedure(choices) {
  return Array.from({ length: 1 + choices.below(3) }, () => ({
    title: choices.of(["Servers", "Region north", "Region south"]),
    steps: Array.from({ length: 1 + choices.below(4) }, () => step(choices)),
  }));
}

/** The items of a procedure with the words that a verdict is bound to. */
export function itemsOf(phases) {
  return phases.flatMap((phase) => phase.steps.flatMap((at) => at.items.map((one) => ({
    name: one.name, key: one.key, words: JSON.stringify([one.text, at.title, at.prose, at.commands]), phase: phase.title,
  }))));
}

/** Give a page for the core, with ids from numbers and first words, as the package makes them. */
export function pageOf(phases, number) {
  const ids = new Map();
  const items = phases.flatMap((phase, p) => phase.steps.flatMap((at, s) => at.items.map((one) => {
    const base = one.key || `step-${p + 1}.${s + 1}/${one.text.toLowerCase().split(/\W+/).slice(0, 6).join("-")}`;
    const count = (ids.get(base) ?? 0) + 1;
    ids.set(base, count);
    return {
      id: count > 1 ? `${base}~${count}` : base,
      rev: [one.text, at.commands, at.title, at.prose, `${phase.title}\n${at.title}`].map(numbered).join("."),
      ...(one.key && count === 1 && { named: true }),
      text: one.text, commands: at.commands, step: `Step ${p + 1}.${s + 1}: ${at.title}`, phase: `Phase ${p + 1}: ${phase.title}`,
    };
  })));
  return { procedure: "deploy-oracle-001-run", title: "Oracle", version: "1", digest: digest(0xd0000 + number), items };
}

/** Give the deployment steps as Markdown. */
export function markdownOf(phases) {
  return phases.map((phase, p) => [`### Phase ${p + 1}: ${phase.title}`, ...phase.steps.map((at, s) => [
    `#### Step ${p + 1}.${s + 1}: ${at.title}`,
    at.prose,
    at.commands && `\`\`\`bash\n${at.commands}\n\`\`\``,
    at.items.map((one) => `- [ ] ${one.text}${one.key && ` {#${one.key}}`}`).join("\n"),
  ].filter(Boolean).join("\n\n"))].join("\n\n")).join("\n\n");
}

function removed(list, at) {
  return list.splice(at, 1)[0];
}

/** A text with one word replaced by one that was never used. */
function reworded(text, choices) {
  const words = text.split(" ");
  words[choices.below(words.length)] = choices.word();
  return words.join(" ");
}

function copy(at, choices) {
  return { ...at, items: at.items.map((one) => ({ ...one, name: choices.name(), key: "" })) };
}

/** The edits, each of which changes a procedure in place. */
const EDITS = {
  insertStep: (phases, choices) => void choices.of(phases).steps.splice(choices.below(4), 0, { ...step(choices), title: `${choices.of(TITLES)} ${choices.word()}` }),
  deleteStep: (phases, choices) => {
    const { steps } = choices.of(phases);
    if (steps.length > 1) removed(steps, choices.below(steps.length));
  },
  swapSteps: (phases, choices) => {
    const { steps } = choices.of(phases);
    const [a, b] = [choices.below(steps.length), choices.below(steps.length)];
    [steps[a], steps[b]] = [steps[b], steps[a]];
  },
  moveStep: (phases, choices) => {
    const { steps } = choices.of(phases);
    if (steps.length > 1) choices.of(phases).steps.splice(choices.below(4), 0, removed(steps, choices.below(steps.length)));
  },
  copyStep: (phases, choices) => {
    const at = choices.of(choices.of(phases).steps);
    choices.of(phases).steps.splice(choices.below(4), 0, copy(at, choices));
  },
  splitStep: (phases, choices) => {
    const { steps } = choices.of(phases);
    const at = choices.below(steps.length);
    const half = Math.ceil(steps[at].items.length / 2);
    if (steps[at].items.length > 1) steps.splice(at + 1, 0, { title: `${steps[at].title} ${choices.word()}`, prose: "", commands: "", items: steps[at].items.splice(half) });
  },
  renameStep: (phases, choices) => {
    const at = choices.of(choices.of(phases).steps);
    at.title = reworded(at.title, choices);
  },
  insertItem: (phases, choices) => {
    const { items } = choices.of(choices.of(phases).steps);
    items.splice(choices.below(items.length + 1), 0, item(choices, reworded(choices.of(TEXTS), choices)));
  },
  deleteItem: (phases, choices) => {
    const { items } = choices.of(choices.of(phases).steps);
    if (items.length > 1) removed(items, choices.below(items.length));
  },
  swapItems: (phases, choices) => {
    const { items } = choices.of(choices.of(phases).steps);
    const [a, b] = [choices.below(items.length), choices.below(items.length)];
    [items[a], items[b]] = [items[b], items[a]];
  },
  moveItem: (phases, choices) => {
    const { items } = choices.of(choices.of(phases).steps);
    if (items.length > 1) choices.of(choices.of(phases).steps).items.push(removed(items, choices.below(items.length)));
  },
  copyItem: (phases, choices) => {
    const { items } = choices.of(choices.of(phases).steps);
    items.splice(choices.below(items.length + 1), 0, { ...choices.of(items), name: choices.name(), key: "" });
  },
  rewordItem: (phases, choices) => {
    const one = choices.of(choices.of(choices.of(phases).steps).items);
    one.text = reworded(one.text, choices);
  },
  changeCommand: (phases, choices) => void (choices.of(choices.of(phases).steps).commands = `kubectl get ${choices.word()}`),
  changeProse: (phases, choices) => {
    const at = choices.of(choices.of(phases).steps);
    at.prose = reworded(at.prose || "Mind the host web-01.", choices);
  },
  insertPhase: (phases, choices) => void phases.splice(choices.below(phases.length + 1), 0, { title: choices.word(), steps: [{ ...step(choices), title: choices.word() }] }),
  deletePhase: (phases, choices) => {
    if (phases.length > 1) removed(phases, choices.below(phases.length));
  },
  movePhase: (phases, choices) => void phases.splice(choices.below(phases.length), 0, removed(phases, choices.below(phases.length))),
  renamePhase: (phases, choices) => void (choices.of(phases).title = `Region ${choices.word()}`),
  addKey: (phases, choices) => {
    const one = choices.of(choices.of(choices.of(phases).steps).items);
    one.key ||= choices.word();
  },
  dropKey: (phases, choices) => void (choices.of(choices.of(choices.of(phases).steps).items).key = ""),
};

/** The hidden names of items that nothing but their place tells apart, by their words. */
function twins(phases, keyOf = ({ words }) => words) {
  const classes = new Map();
  for (const one of itemsOf(phases)) classes.set(keyOf(one), [...(classes.get(keyOf(one)) ?? []), one.name]);
  return classes;
}

/** All ways in which items can be equal to a reader: by their words, with the phase, without an id of their own. */
function classesOf(phases) {
  return [...twins(phases), ...twins(phases, ({ phase, words }) => `${phase} ${words}`), ...twins(phases, ({ key, words }) => `${key && "#"} ${words}`)];
}

/** Remember the names of all items by their words. */
export function remember(phases, ever) {
  for (const [words, names] of classesOf(phases)) ever.set(words, new Set([...(ever.get(words) ?? []), ...names]));
}

/**
 * Apply one random edit.
 * @param {Set<string>} touched The words of the twins that were changed since the run has seen a build.
 * @param {Map<string, Set<string>>} ever The names that items with some words had in the builds that the run has seen.
 * @returns The new procedure; the same one if the edit would have to be left out.
 */
export function edited(phases, choices, touched, ever) {
  const next = structuredClone(phases);
  EDITS[choices.of(Object.keys(EDITS))](next, choices);
  if (markdownOf(next) === markdownOf(phases)) return phases;
  const [before, after] = [twins(phases), twins(next)];
  const keys = new Map([...itemsOf(phases), ...itemsOf(next)].map(({ name, key }) => [name, key]));
  const isOther = new Set(itemsOf(phases).filter(({ name, key }) => keys.get(name) !== key).map(({ words }) => words));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((words) => {
    const [old, now] = [before.get(words) ?? [], after.get(words) ?? []];
    if (isOther.has(words) && old.length > 1) return true;
    return (old.length > 1 || now.length > 1) && old.join() !== now.join();
  });
  if (changed.some((words) => touched.has(words))) return phases;
  // Another item in the place of one with the same words: so it is the same to everybody who reads the page.
  if (classesOf(next).some(([words, [name, ...more]]) => more.length === 0 && ever.has(words) && !ever.get(words).has(name))) return phases;
  for (const words of changed) touched.add(words);
  return next;
}
