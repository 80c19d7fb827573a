// A picture made by the server, with what a page adds: the mark under the pointer or the keyboard is read out
// below it, arrow keys go from mark to mark, and the table behind it can be opened. It is asked for by its route,
// or it came within an answer as text.
import type { RouteName } from "generated/api";
import { useEffect, useRef, useState } from "preact/hooks";
import { getPicture, type Parameters, pictureOf } from "../api/client.ts";
import { Loading } from "../components/parts.tsx";
import type { Sheet } from "../csv.ts";
import { language, t } from "../words.ts";
import { Behind } from "./behind.tsx";
import { connect, focusedMark, focusMark, type Mark, sentence } from "./marks.ts";

type Pictures = Extract<RouteName, "promise-chart" | "result-chart" | "comparison-chart" | "seats-chart" | "model-diagram" | "outlook">;

/** The width there is, within what the server draws, in steps so that pictures are asked for again and not drawn again. */
export function widthOf(element: Element | null | undefined): number {
  const step = 40;
  const width = Math.floor((element?.clientWidth ?? 0) / step) * step;
  return Math.min(Math.max(width, 280), 1040);
}

/** Nothing where there is nothing to draw: the server then has no picture. small: one of several, with the less beside it. */
export function Picture<N extends Pictures>({ route, parameters, name, small = false }: { route: N; parameters: Parameters<N>; name?: string; small?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const [svg, setSvg] = useState<SVGSVGElement | null>();
  useEffect(() => {
    let wanted = true;
    void getPicture(route, { ...parameters, lang: language(), width: widthOf(place.current) }).then((drawn) => wanted && setSvg(drawn ?? null));
    return () => {
      wanted = false;
    };
  }, [route, JSON.stringify(parameters), language()]);
  return <div ref={place}>{svg !== null && <Drawn svg={svg} name={name ?? route} small={small} />}</div>;
}

interface TextProps {
  text: string;
  name: string;
  numbers?: Sheet;
}

export function PictureText({ text, name, numbers }: TextProps) {
  const [svg, setSvg] = useState<SVGSVGElement>();
  useEffect(() => {
    let wanted = true;
    void pictureOf(text).then((drawn) => wanted && setSvg(drawn));
    return () => {
      wanted = false;
    };
  }, [text]);
  return <Drawn svg={svg} name={name} numbers={numbers} />;
}

function Drawn({ svg, name, numbers, small = false }: { svg: SVGSVGElement | undefined; name: string; numbers?: Sheet | undefined; small?: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<{ marks: Mark[]; source: string }>();
  const [shown, setShown] = useState<Mark>();
  useEffect(() => {
    if (!svg) return;
    const focused = focusedMark(frame.current);
    const source = new XMLSerializer().serializeToString(svg);
    setShown(undefined);
    setDrawn({ marks: connect(svg, setShown), source });
    frame.current?.replaceChildren(document.adoptNode(svg));
    focusMark(frame.current, focused);
  }, [svg]);
  return (
    <figure class="picture">
      {!drawn && <Loading />}
      <div ref={frame} class="picture-frame" />
      <p class="picture-said" aria-live="polite">
        {shown ? sentence(shown) : !small && t("ui.picture.help")}
      </p>
      {drawn && <Behind {...drawn} name={name} numbers={numbers} small={small} />}
    </figure>
  );
}
