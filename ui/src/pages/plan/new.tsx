// A new model: an XMILE file of one's own, or a copy of the sample.
import type { NewModel } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, keyKeeper } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { errorOf, RadioField, TextField } from "../../components/fields.tsx";
import { PageHead, TroubleView } from "../../components/parts.tsx";
import type { PageProps } from "../../shell/page.ts";
import { go, href, oneOf } from "../../shell/router.ts";
import { language, t } from "../../words.ts";
import { ChooseFile, modelTypes } from "./choose-file.tsx";
import { RefusedFile, sendFile } from "./send-file.tsx";

const ways = ["own", "sample"] as const;

/** "My model (2).stmx" may have the id my-model-2. */
function idOf(file: string): string {
  return file.replace(/\.[^.]*$/, "").normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
}

export function NewModelPage({ query }: PageProps) {
  const [from, setFrom] = useState(oneOf(ways, query.get("from")) ?? "own");
  const [model, setModel] = useState(from === "sample" ? "sample" : "");
  const [title, setTitle] = useState("");
  const [file, setFile] = useState<File>();
  const key = useRef(keyKeeper());
  const making = useAction();
  const sending = useAction();
  const body: NewModel = { model: model.trim() };
  if (from === "sample") body.from_sample = true;
  else if (title.trim()) body.title = { [language()]: title.trim() };

  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    sending.clear();
    if (chosen && model === "") setModel(idOf(chosen.name));
  };
  const send = async (event: Event) => {
    event.preventDefault();
    sending.clear();
    if (!(await making.run(async () => void (await call("add-model", {}, { body, key: key.current(body) }))))) return;
    if (from === "own" && file && !(await sending.run(async () => void (await sendFile(body.model, "model", file))))) return;
    go(href`/plan/${body.model}`);
  };
  const choices = [
    { value: "own", label: t("ui.plan.new-own"), hint: t("ui.plan.new-own-hint") },
    { value: "sample", label: t("ui.plan.new-sample"), hint: t("ui.plan.new-sample-hint") },
  ];
  const idError = making.trouble?.rule === "model.id-taken" ? making.trouble.message : errorOf(making.trouble?.findings, "model");
  return (
    <>
      <PageHead above={<a href="#/plan">{t("ui.plan.title")}</a>} title={t("ui.plan.new")} />
      {making.trouble && !idError && <TroubleView trouble={making.trouble} />}
      <form class="stack narrow" onSubmit={(event) => void send(event)}>
        <RadioField label={t("ui.plan.new-from")} name="from" value={from} choices={choices} onChange={(value) => setFrom(oneOf(ways, value) ?? "own")} />
        {from === "own" && <ChooseFile label={t("ui.plan.file-model")} hint={t("ui.plan.file-model-hint")} accept={modelTypes} file={file} onFile={choose} />}
        {sending.trouble && file && <RefusedFile trouble={sending.trouble} file={file} />}
        <TextField label={t("ui.plan.id")} hint={t("ui.plan.id-hint")} value={model} onInput={setModel} error={idError} max={64} required />
        {from === "own" && <TextField label={t("ui.field.title")} hint={t("ui.plan.new-title-hint")} value={title} onInput={setTitle} />}
        <div class="actions">
          <button type="submit" class="primary" disabled={making.busy || sending.busy}>
            {t("ui.plan.new-do")}
          </button>
          <a class="button" href="#/plan">
            {t("ui.cancel")}
          </a>
        </div>
        {sending.trouble && (
          <p class="note">
            <a href={href`/plan/${body.model}`}>{t("ui.plan.new-without")}</a>
          </p>
        )}
      </form>
    </>
  );
}
