// The marks of a picture: what each says, and how the keyboard goes from one to the next.
export interface Mark {
  label: string;
  said: string;
  when: string;
  source: string;
  about: string;
  /** With all of their digits. */
  value: string;
  low: string;
  high: string;
}

function markOf(element: Element): Mark {
  const data = (element as SVGElement).dataset;
  const { label = "", said = "", when = "", source = "", about = "", value = "", low = "", high = "" } = data;
  return { label, said, when, source, about, value, low, high };
}

export function sentence(mark: Mark): string {
  return [mark.label, mark.when, mark.said, mark.about, mark.source].filter(Boolean).join(" · ");
}

/** One stop for the Tab key; arrows go on from there. */
export function connect(svg: SVGSVGElement, show: (mark: Mark | undefined) => void): Mark[] {
  const marks = [...svg.querySelectorAll<SVGElement>("[data-said]")];
  marks.forEach((mark, i) => {
    mark.setAttribute("tabindex", i === 0 ? "0" : "-1");
    mark.addEventListener("focus", () => show(markOf(mark)));
    mark.addEventListener("mouseenter", () => show(markOf(mark)));
    mark.addEventListener("mouseleave", () => show(undefined));
    mark.addEventListener("blur", () => show(undefined));
    mark.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
      const next = marks[i + step];
      if (step === 0 || !next) return;
      event.preventDefault();
      mark.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  });
  return marks.map(markOf);
}

/** Which mark has the focus, so that the same one has it in the picture that comes in its place. */
export function focusedMark(frame: Element | null): number {
  return [...(frame?.querySelectorAll("[data-said]") ?? [])].indexOf(document.activeElement as Element);
}

export function focusMark(frame: Element | null, number: number): void {
  const marks = frame?.querySelectorAll<SVGElement>("[data-said]") ?? [];
  const mark = marks[number];
  if (!mark) return;
  marks[0]?.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
  mark.focus({ preventScroll: true });
}
