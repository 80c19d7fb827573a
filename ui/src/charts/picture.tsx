// A picture made by the server, with what a page adds: the mark under the pointer or the keyboard is read out
// below it, arrow keys go from mark to mark, and the table behind it can be opened.
import type { RouteName } from "generated/api";
import { useEffect, useRef, useState } from "preact/hooks";
import { getPicture, type Parameters } from "../api/client.ts";
import { Loading } from "../components/parts.tsx";
import { type Column, Table } from "../components/table.tsx";
import { language, t } from "../words.ts";

type Pictures = Extract<RouteName, "promise-chart" | "result-chart" | "comparison-chart" | "seats-chart">;

interface Mark {
  label: string;
  said: string;
  when: string;
  source: string;
  about: string;
}

const columns = ["label", "said", "when", "about", "source"] as const;

function markOf(element: Element): Mark {
  const data = (element as SVGElement).dataset;
  return { label: data.label ?? "", said: data.said ?? "", when: data.when ?? "", source: data.source ?? "", about: data.about ?? "" };
}

function sentence(mark: Mark): string {
  return [mark.label, mark.when, mark.said, mark.about, mark.source].filter(Boolean).join(" · ");
}

/** The width there is, within what the server draws, in steps so that pictures are asked for again and not drawn again. */
function widthOf(element: Element | null | undefined): number {
  const step = 40;
  const width = Math.floor((element?.clientWidth ?? 0) / step) * step;
  return Math.min(Math.max(width, 280), 1040);
}

/** One stop for the Tab key; arrows go on from there. */
function connect(svg: SVGSVGElement, show: (mark: Mark | undefined) => void): Mark[] {
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

/** Nothing where there is nothing to draw: the server then has no picture. */
export function Picture<N extends Pictures>({ route, parameters }: { route: N; parameters: Parameters<N> }) {
  const frame = useRef<HTMLDivElement>(null);
  const [marks, setMarks] = useState<Mark[]>();
  const [shown, setShown] = useState<Mark>();
  const [absent, setAbsent] = useState(false);
  useEffect(() => {
    let wanted = true;
    void getPicture(route, { ...parameters, lang: language(), width: widthOf(frame.current?.parentElement) }).then((svg) => {
      if (!wanted) return;
      setAbsent(!svg);
      if (!svg) return;
      setMarks(connect(svg, setShown));
      frame.current?.replaceChildren(document.adoptNode(svg));
    });
    return () => {
      wanted = false;
    };
  }, [route, JSON.stringify(parameters), language()]);
  if (absent) return null;
  return (
    <figure class="picture">
      {!marks && <Loading />}
      <div ref={frame} class="picture-frame" />
      <p class="picture-said" aria-live="polite">
        {shown ? sentence(shown) : t("ui.picture.help")}
      </p>
      {marks && marks.length > 0 && <Behind marks={marks} />}
    </figure>
  );
}

function Behind({ marks }: { marks: Mark[] }) {
  const used = columns.filter((column) => marks.some((mark) => mark[column]));
  return (
    <details>
      <summary>{t("ui.picture.table")}</summary>
      <Table
        label={t("ui.picture.table")}
        columns={used.map((column): Column<Mark> => ({ title: t(`ui.picture.${column}`), cell: (mark) => mark[column] }))}
        rows={marks}
        keyOf={(mark) => marks.indexOf(mark)}
      />
    </details>
  );
}
