// One model: what it has, what is wrong with it, what may come, and its files.
import type { Model, ModelContents } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, get } from "../../api/client.ts";
import { inLanguage } from "../../api/names.ts";
import { useAction, useGet } from "../../api/use.ts";
import { Picture } from "../../charts/picture.tsx";
import { fileName } from "../../components/download.tsx";
import { Chip, Loading, PageHead, Section, TroubleView } from "../../components/parts.tsx";
import { useSeen } from "../../components/seen.ts";
import { formatNumber } from "../../format.ts";
import { type PageProps, writesModels } from "../../shell/page.ts";
import { go } from "../../shell/router.ts";
import { say } from "../../shell/toasts.tsx";
import { language, t, type Word } from "../../words.ts";
import { formatTime } from "./constants.ts";
import { Faults } from "./faults.tsx";
import { FilesSection } from "./files.tsx";
import { Workbench } from "./workbench.tsx";

export function ModelPage({ params, me }: PageProps) {
  const id = params.model ?? "";
  const reading = useGet("get-model", { model: id });
  const [model, setModel] = useState<Model>();
  // What was read before stays while it is read again, so that the page does not jump.
  const shown = reading.data ?? (model?.model === id ? model : undefined);
  if (reading.data && reading.data !== model) setModel(reading.data);
  if (reading.trouble) return <TroubleView trouble={reading.trouble} retry={reading.reload} />;
  if (!shown) return <Loading />;
  return <Known model={shown} etag={reading.etag} mayChange={writesModels(me)} onChanged={reading.reload} />;
}

interface KnownProps {
  model: Model;
  etag: string | undefined;
  mayChange: boolean;
  onChanged: () => void;
}

function Known({ model, etag, mayChange, onChanged }: KnownProps) {
  const title = inLanguage(model.title);
  const id = model.model;
  const has = model.files.some((file) => file.name === "model");
  const contents = useContents(model, has);
  const { data, trouble, reload } = contents;
  const files = <FilesSection model={model} mayChange={mayChange} onChanged={onChanged} />;
  return (
    <>
      <PageHead
        above={<a href="#/plan">{t("ui.plan.title")}</a>}
        title={title.text || data?.title || id}
        lang={title.text ? title.lang : language()}
        lead={
          <>
            <span class="id">{id}</span> {model.sample && <Chip tone="note">{t("ui.plan.sample")}</Chip>}
            {data && data.errors === 0 && <Having contents={data} />}
          </>
        }
      />
      {!has && <NoFile mayChange={mayChange} />}
      {trouble && <TroubleView trouble={trouble} retry={reload} />}
      {has && !data && !trouble && <Loading />}
      {data && <FindingsSection model={id} contents={data} />}
      {(!has || (data && data.errors > 0)) && files}
      {data && data.errors === 0 && <Workbench key={`${id} ${language()}`} model={id} contents={data} turn={model.revision} />}
      {data && data.errors === 0 && <DiagramSection model={id} revision={model.revision} />}
      {has && data?.errors === 0 && files}
      {mayChange && <Remove model={id} etag={etag} />}
    </>
  );
}

/** What is in the files, read again when one of them changes; what was read before stays meanwhile. */
function useContents(model: Model, has: boolean) {
  const [turn, setTurn] = useState(model.revision);
  const reading = useGet("model-contents", has ? { model: model.model, lang: language() } : null);
  const kept = useRef<ModelContents>();
  if (turn !== model.revision) {
    setTurn(model.revision);
    reading.reload();
  }
  if (reading.data) kept.current = reading.data;
  return { ...reading, data: reading.data ?? (reading.trouble || !has ? undefined : kept.current) };
}

const counts = ["stocks", "flows", "auxiliaries", "graphs", "arrays", "modules"] as const;

/** "61 stocks · 80 flows · … · from 2024 to 2035 in steps of 0.25 year" */
function Having({ contents }: { contents: ModelContents }) {
  const bits = counts.filter((one) => contents[one] > 0).map((one) => t(`ui.plan.count.${one}` as Word, { count: formatNumber(contents[one]) }));
  const span = t("ui.plan.span", { from: formatTime(contents.start), to: formatTime(contents.stop), dt: formatTime(contents.dt), unit: contents.time_unit ?? "" });
  return <span class="block having">{[...bits, span.trim(), ...(contents.random ? [t("ui.plan.random")] : [])].join(" · ")}</span>;
}

function NoFile({ mayChange }: { mayChange: boolean }) {
  return (
    <div class="empty">
      <p class="empty-title">{t("ui.plan.no-file")}</p>
      <p>{t(mayChange ? "ui.plan.no-file-do" : "ui.plan.none-wait")}</p>
    </div>
  );
}

function FindingsSection({ model, contents }: { model: string; contents: ModelContents }) {
  const { findings, errors } = contents;
  if (findings.length === 0) return null;
  const warnings = findings.filter((finding) => finding.severity === "warning").length;
  const linesOf = async (from: number, count: number) => (await get("model-source", { model, from, count })).lines;
  const list = <Faults findings={findings} linesOf={linesOf} />;
  if (errors === 0) {
    return (
      <details class="model-warnings">
        <summary>{t("ui.plan.warnings", { count: formatNumber(warnings) })}</summary>
        <p class="note">{t("ui.plan.warnings-note")}</p>
        {list}
      </details>
    );
  }
  return (
    <Section id="faults" title={t("ui.plan.errors", { count: formatNumber(errors) })} note={t("ui.plan.errors-do")}>
      {list}
    </Section>
  );
}

function DiagramSection({ model, revision }: { model: string; revision: number }) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  return (
    <Section id="diagram" title={t("ui.plan.diagram")} note={t("ui.plan.diagram-note")}>
      <div ref={place} class="diagram-place">
        {seen && <Picture key={revision} route="model-diagram" parameters={{ model }} name={fileName(model, t("ui.plan.diagram"))} />}
      </div>
    </Section>
  );
}

function Remove({ model, etag }: { model: string; etag: string | undefined }) {
  const { run, busy, trouble } = useAction();
  const remove = async () => {
    if (!confirm(t("ui.plan.remove-sure", { model }))) return;
    if (!(await run(async () => void (await call("remove-model", { model }, { etag }))))) return;
    say(t("ui.plan.removed", { model }));
    go("#/plan");
  };
  return (
    <div class="section no-print">
      {trouble && <TroubleView trouble={trouble} />}
      <button type="button" class="danger" disabled={busy} onClick={() => void remove()}>
        {t("ui.plan.remove")}
      </button>
    </div>
  );
}
