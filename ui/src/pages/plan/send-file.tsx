// Uploads a file of a model; where it is refused, shows the lines that the server speaks of from the file itself.
import { useEffect, useState } from "preact/hooks";
import { call, type Trouble } from "../../api/client.ts";
import { TroubleView } from "../../components/parts.tsx";
import { t } from "../../words.ts";
import { Faults, type Line } from "./faults.tsx";

export const fileNames = ["model", "vary", "correlations", "scenarios", "targets", "history", "names"] as const;
export type FileName = (typeof fileNames)[number];

export async function sendFile(model: string, file: FileName, content: File | Blob): Promise<void> {
  await call("put-model-file", { model, file }, { file: new Blob([content], { type: "application/octet-stream" }) });
}

function linesOf(text: string): Line[] {
  return text.split(/\r\n|\n|\r/).map((line, i) => ({ line: i + 1, text: line }));
}

export function RefusedFile({ trouble, file }: { trouble: Trouble; file: File }) {
  const [lines, setLines] = useState<Line[]>([]);
  useEffect(() => void file.text().then((text) => setLines(linesOf(text)), () => setLines([])), [file]);
  const around = (from: number, count: number) => Promise.resolve(lines.slice(from - 1, from - 1 + count));
  return (
    <div>
      <p class="error">{t("ui.tables.not-taken", { file: file.name })}</p>
      <TroubleView trouble={trouble} findings={false} />
      {lines.length > 0 && <Faults findings={trouble.findings} linesOf={around} />}
    </div>
  );
}
