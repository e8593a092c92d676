/* Colors the text of a course while it is written: CodeMirror over the field of the form.

   <form data-editor="URL of codemirror.js" data-language="markdown"> <textarea name="text"> </form>

   The field stays what the form sends and what draft.js keeps; it has every change at once, and what
   others put into it is seen here. Without this script, and until it is there, the field is used
   itself. The editor sits in a shadow root, where its styles are adopted sheets: the content policy
   lets no script add a style element.

   Others reach the text by events at the field: studio:problems marks lines, studio:line goes to
   one, studio:replace puts lines in the place of others, studio:insert puts text where one writes.
   studio:caret says where that is. */

import { FENCE } from "./markdown.js";

const LOOK = {
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", maxBlockSize: "inherit", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-gutters": { color: "var(--ink-2)", backgroundColor: "var(--panel)", borderInlineEnd: "1px solid var(--rule)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--panel)" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "var(--tint)" },
  ".cm-specialChar": { color: "var(--wrong)" },
  ".cm-problems": { minInlineSize: "1.5rem" },
  ".cm-problem": { display: "block", textAlign: "center", fontWeight: "700", cursor: "default" },
  ".cm-problem-error": { color: "var(--on-wrong)", backgroundColor: "var(--wrong)" },
  ".cm-problem-warning": { color: "var(--caution)" },
  ".cm-problem-note": { color: "var(--ink-2)" },
  ".cm-underlined": { textDecoration: "underline wavy 1px", textUnderlineOffset: "0.25em", textDecorationSkipInk: "none" },
  ".cm-underlined-error": { textDecorationColor: "var(--wrong)" },
  ".cm-underlined-warning": { textDecorationColor: "var(--caution)" },
  ".cm-underlined-note": { textDecorationColor: "var(--edge)", textDecorationStyle: "dotted" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--panel)", fontFamily: "var(--sans)" },
  ".cm-panels.cm-panels-top": { borderBlockEnd: "1px solid var(--rule)" },
  ".cm-panel.cm-search": { padding: "0.5rem 2rem 0.5rem 0.75rem" },
  ".cm-panel.cm-search label": { fontSize: "0.875rem" },
  ".cm-panel.cm-search [name=close]": { color: "var(--ink)", fontSize: "1.25rem", minInlineSize: "1.5rem", minBlockSize: "1.5rem" },
  ".cm-textfield": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--edge)", fontSize: "0.875rem" },
  ".cm-button": { color: "var(--accent)", backgroundColor: "transparent", backgroundImage: "none", border: "1.5px solid var(--edge)", fontSize: "0.875rem" },
  ".cm-searchMatch": { backgroundColor: "var(--caution-tint)", outline: "1px solid var(--caution)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--tint)", outline: "2px solid var(--accent)" },
};
const SIGNS = { error: "×", warning: "!", note: "i" };
const WORST = ["error", "warning", "note"];
const MARK = /^>{7} /;
const HEADING = /^ {0,3}#{1,6}(?=[ \t]|$)/;

const colors = (tags) => [
  { tag: tags.heading, color: "var(--accent)", fontWeight: "700" },
  { tag: [tags.strong], fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url, tags.labelName], color: "var(--accent)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.processingInstruction, tags.atom, tags.contentSeparator, tags.meta], color: "var(--visited)" },
  { tag: [tags.quote, tags.comment, tags.lineComment], color: "var(--ink-2)" },
  { tag: tags.monospace, color: "var(--visited)" },
];

/* Between two fences, where a line that looks like a heading is one of a program. */
function isInCode(doc, number) {
  let fences = 0;
  for (const text of doc.iterLines(1, number + 1)) fences += FENCE.test(text);
  return fences % 2 === 1;
}

/* The last line of what a line belongs to: a program ends with its fence, a paragraph before an
   empty line, a heading or a program. */
function lastLine(doc, line) {
  const isCode = isInCode(doc, line.number);
  const isOther = (next) => !next.trim() || HEADING.test(next) || FENCE.test(next);
  const isGoingOn = (next) => isCode || (line.text.trim() && !isOther(next));
  while (line.number < doc.lines && isGoingOn(doc.line(line.number + 1).text)) {
    line = doc.line(line.number + 1);
    if (isCode && FENCE.test(line.text)) break;
  }
  return line;
}

/* What is different of two texts: where it begins, where it ends in the old one, and the new words. */
function change(old, text) {
  let from = 0;
  const most = Math.min(old.length, text.length);
  while (from < most && old[from] === text[from]) from++;
  let same = 0;
  while (same < most - from && old[old.length - 1 - same] === text[text.length - 1 - same]) same++;
  return { from, to: old.length - same, insert: text.slice(from, text.length - same) };
}

/* The last mark of two texts in one looks like a quote of seven levels, which Enter would go on with. */
function isBelowMark({ doc, selection }) {
  let line = doc.lineAt(selection.main.head);
  while (line.number > 1 && line.text.trim() && !MARK.test(line.text)) line = doc.line(line.number - 1);
  return MARK.test(line.text);
}

function breakBelowMark({ state, dispatch }) {
  if (!isBelowMark(state)) return false;
  dispatch(state.update(state.replaceSelection(state.lineBreak), { scrollIntoView: true, userEvent: "input" }));
  return true;
}

const ENTER = { key: "Enter", run: breakBelowMark };

class Editor {
  constructor(form, parts) {
    this.field = form.elements.text;
    this.parts = parts;
    this.host = document.createElement("div");
    this.host.className = "coded";
    this.field.after(this.host);
    this.problems = this.problemLayer();
    this.view = new parts.EditorView({
      root: this.host.attachShadow({ mode: "open" }),
      parent: this.host.shadowRoot,
      state: parts.EditorState.create({ doc: this.field.value, extensions: this.extensions(form) }),
    });
    this.takeOver();
  }

  extensions({ dataset }) {
    const { EditorView, LanguageSupport, HighlightStyle, keymap, tags, ...parts } = this.parts;
    const markdown = new LanguageSupport(parts.markdownLanguage);
    const isMarkdown = dataset.language === "markdown";
    return [
      parts.lineNumbers(),
      this.problems,
      parts.history(),
      parts.highlightSpecialChars(),
      parts.highlightActiveLine(),
      parts.highlightActiveLineGutter(),
      parts.search({ top: true }),
      parts.syntaxHighlighting(HighlightStyle.define(colors(tags))),
      isMarkdown ? [parts.yamlFrontmatter({ content: markdown }), keymap.of([ENTER, ...parts.markdownKeymap])] : [],
      // Tab is bound to nothing, so that it leaves the editor as it leaves any field.
      keymap.of([...parts.defaultKeymap, ...parts.historyKeymap, ...parts.searchKeymap]),
      EditorView.lineWrapping,
      EditorView.theme(LOOK),
      EditorView.contentAttributes.of({ ...this.names(), tabindex: "0", spellcheck: "true", autocapitalize: "sentences" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.give();
        if (update.selectionSet) this.say(update.state.selection.main.head);
      }),
    ];
  }

  /* Names do not reach into a shadow root, so the field's are said again. */
  names() {
    const words = (id) => document.getElementById(id)?.textContent.trim() ?? "";
    const names = { "aria-label": this.field.labels[0].textContent.trim() };
    const about = words(this.field.getAttribute("aria-describedby"));
    if (about) names["aria-description"] = about;
    if (this.field.hasAttribute("aria-invalid")) names["aria-invalid"] = "true";
    return names;
  }

  takeOver() {
    const { field, view } = this;
    const hasFocus = document.activeElement === field;
    const at = field.selectionStart;
    field.hidden = true;
    // Whoever leads to the field leads to the editor: labels, summaries of errors, other scripts.
    field.focus = () => view.focus();
    field.labels[0].addEventListener("click", () => view.focus());
    document.addEventListener("click", (event) => {
      if (event.target.closest?.(`a[href="#${field.id}"]`)) this.lead(event);
    });
    field.addEventListener("input", () => this.take());
    field.addEventListener("studio:problems", ({ detail }) => this.mark(detail));
    this.answers("studio:line", ({ line }) => this.goTo(line));
    this.answers("studio:replace", (it) => this.replace(it));
    this.answers("studio:insert", (it) => this.put(it));
    if (hasFocus) {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) } });
      view.focus();
    }
    field.dispatchEvent(new CustomEvent("studio:ready"));
  }

  answers(name, act) {
    this.field.addEventListener(name, (event) => {
      event.preventDefault();
      act(event.detail);
    });
  }

  lead(event) {
    event.preventDefault();
    this.view.focus();
    this.host.scrollIntoView({ block: "nearest" });
  }

  /* -- the text, here and in the field -------------------------------------------- */

  give() {
    this.field.value = this.view.state.doc.toString();
    this.isGiving = true;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.isGiving = false;
  }

  /* Where one writes now, for following.js. */
  say(at) {
    this.field.dispatchEvent(new CustomEvent("studio:caret", { detail: { at } }));
  }

  take() {
    if (this.isGiving) return;
    const old = this.view.state.doc.toString();
    if (old !== this.field.value) this.view.dispatch({ changes: change(old, this.field.value) });
  }

  /* -- going, putting ------------------------------------------------------------- */

  goTo(number) {
    const { doc } = this.view.state;
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
    this.show({ selection: { anchor: line.from } }, line.from);
  }

  replace({ first, last, lines }) {
    const { doc } = this.view.state;
    if (first < 1 || last > doc.lines || first > doc.lines + 1) return;
    const isNew = last < first;
    const text = lines.join("\n");
    const from = first > doc.lines ? doc.length : doc.line(first).from;
    const to = isNew ? from : doc.line(last).to;
    const atEnd = first > doc.lines;
    const insert = !isNew ? text : atEnd ? `\n${text}` : `${text}\n`;
    this.show({ changes: { from, to, insert } }, from);
  }

  /* Above `floor` stands the head of the text, which nothing is put into; `place` tells where else
     a text may stand. */
  put({ text, isBlock, floor, place }) {
    const { from, head } = this.view.state.selection.main;
    if (isBlock || from < floor) this.insertBlock(text, place(this.view.state.doc.toString(), head));
    else this.insert(text);
  }

  insert(text) {
    const { state } = this.view;
    const { from, to } = state.selection.main;
    this.show({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } }, from);
  }

  /* Below the paragraph or the program of that place, with an empty line before and after. */
  insertBlock(text, place) {
    const { doc } = this.view.state;
    const line = lastLine(doc, doc.lineAt(place));
    const above = line.text.trim() ? "\n\n" : line.number > 1 && doc.line(line.number - 1).text.trim() ? "\n" : "";
    const below = line.number < doc.lines && doc.line(line.number + 1).text.trim() ? "\n" : "";
    const insert = above + text.trimEnd() + "\n" + below;
    const at = line.to + insert.length;
    this.show({ changes: { from: line.to, insert }, selection: { anchor: at } }, line.to + above.length);
  }

  show(spec, at) {
    const { EditorView } = this.parts;
    this.view.dispatch({ ...spec, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  /* -- problems at their lines ------------------------------------------------------ */

  problemLayer() {
    const { EditorView, Decoration, GutterMarker, RangeSet, StateEffect, StateField, gutter } = this.parts;
    class Sign extends GutterMarker {
      constructor(problems) {
        super();
        this.problems = problems;
        this.worst = WORST.find((each) => problems.some(({ severity }) => severity === each));
      }

      toDOM() {
        const sign = document.createElement("span");
        sign.className = `cm-problem cm-problem-${this.worst}`;
        sign.textContent = SIGNS[this.worst];
        sign.title = this.problems.map(({ message }) => message).join("\n");
        return sign;
      }
    }
    const none = { signs: RangeSet.empty, lines: Decoration.none };
    const found = (doc, problems) => {
      const there = problems.filter(({ line }) => line <= doc.lines);
      const byLine = Map.groupBy(there, ({ line }) => line);
      const signs = [...byLine].map(([line, all]) => new Sign(all).range(doc.line(line).from));
      const marks = there.flatMap(({ line: number, column, severity }) => {
        const line = doc.line(number);
        const from = Math.min(line.from + column - 1, line.to);
        const mark = Decoration.mark({ class: `cm-underlined cm-underlined-${severity}` });
        return from < line.to ? [mark.range(from, line.to)] : [];
      });
      return { signs: RangeSet.of(signs, true), lines: Decoration.set(marks, true) };
    };
    this.setProblems = StateEffect.define();
    const field = StateField.define({
      create: () => none,
      update: ({ signs, lines }, { changes, effects, state }) => {
        const set = effects.find((each) => each.is(this.setProblems));
        if (set) return found(state.doc, set.value);
        return { signs: signs.map(changes), lines: lines.map(changes) };
      },
      provide: (it) => EditorView.decorations.from(it, ({ lines }) => lines),
    });
    return [field, gutter({ class: "cm-problems", markers: (view) => view.state.field(field).signs })];
  }

  mark(problems) {
    this.view.dispatch({ effects: this.setProblems.of(problems) });
  }
}

for (const form of document.querySelectorAll("form[data-editor]")) {
  import(form.dataset.editor).then(
    (parts) => new Editor(form, parts),
    () => {}, // the field stays as it is
  );
}
