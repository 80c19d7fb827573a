// The files of a model: what each is for, to be downloaded, uploaded in place of the one before, and taken away.
import type { Model, ModelFile } from "generated/api";
import { useState } from "preact/hooks";
import { address, call, getText } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { Section, TroubleView } from "../../components/parts.tsx";
import { Table } from "../../components/table.tsx";
import { formatInstant, formatSize } from "../../format.ts";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";
import { FileButton, modelTypes, tableTypes } from "./choose-file.tsx";
import { type FileName, fileNames, RefusedFile, sendFile } from "./send-file.tsx";

/** As the first line of each table has them. */
const columns = {
  vary: "name,distribution,a,b,c",
  correlations: "first,second,rank_correlation",
  scenarios: "scenario,name,value,from,to,note",
  targets: "target,variable,time,value,as_of,source,figure",
  history: "variable,time,value,as_of,source,indicator,subject,area,figure,note",
  names: "name,en,vi,ja",
} as const;

interface Props {
  model: Model;
  mayChange: boolean;
  onChanged: () => void;
}

interface Row extends Props {
  name: FileName;
  kept: ModelFile | undefined;
}

export function FilesSection({ model, mayChange, onChanged }: Props) {
  const rows = fileNames.map((name): Row => ({ name, kept: model.files.find((file) => file.name === name), model, mayChange, onChanged })).filter(({ kept }) => kept || mayChange);
  return (
    <Section id="files" title={t("ui.plan.files")} note={t("ui.plan.files-note")}>
      <Table
        label={t("ui.plan.files")}
        columns={[
          { title: t("ui.plan.file"), names: true, cell: ({ name }) => <FileWords name={name} /> },
          { title: t("ui.tables.size"), class: "nowrap", cell: ({ kept }) => (kept ? formatSize(kept.size) : t("ui.none")) },
          { title: t("ui.tables.uploaded"), class: "nowrap", cell: ({ kept }) => (kept ? formatInstant(kept.at) : t("ui.none")) },
          { title: t("ui.tables.actions"), quiet: true, cell: (row) => <Actions {...row} /> },
        ]}
        rows={rows}
        keyOf={({ name }) => name}
      />
    </Section>
  );
}

function FileWords({ name }: { name: FileName }) {
  return (
    <>
      {t(`ui.plan.file-${name}`)}
      <span class="note block">{t(`ui.plan.file-${name}-what`)}</span>
      {name !== "model" && <code>{columns[name]}</code>}
    </>
  );
}

function Actions({ name, kept, model: { model }, mayChange, onChanged }: Row) {
  const { run, busy, trouble } = useAction();
  const [sent, setSent] = useState<File>();
  const word = t(`ui.plan.file-${name}`);
  const upload = async (file: File) => {
    setSent(file);
    if (!(await run(() => sendFile(model, name, file)))) return;
    say(t("ui.plan.file-taken", { file: file.name }));
    onChanged();
  };
  const remove = () =>
    void run(async () => {
      const before = await getText("get-model-file", { model, file: name });
      await call("remove-model-file", { model, file: name });
      say(t("ui.plan.file-removed", { file: word }), async () => {
        await sendFile(model, name, new Blob([before]));
        onChanged();
      });
      onChanged();
    });
  return (
    <>
      <div class="actions">
        {kept && (
          <a href={address("get-model-file", { model, file: name })[1]} download={kept.file} aria-label={t("ui.plan.download-one", { file: word })}>
            {t("ui.tables.download")}
          </a>
        )}
        {mayChange && (
          <FileButton accept={name === "model" ? modelTypes : tableTypes} label={word} quiet busy={busy} onFile={(file) => void upload(file)}>
            {t(kept ? "ui.plan.replace" : "ui.plan.upload")}
          </FileButton>
        )}
        {mayChange && kept && name !== "model" && (
          <button type="button" class="plain" disabled={busy} onClick={remove} aria-label={t("ui.plan.remove-one", { file: word })}>
            {t("ui.tables.remove")}
          </button>
        )}
      </div>
      {trouble && (sent ? <RefusedFile trouble={trouble} file={sent} /> : <TroubleView trouble={trouble} />)}
    </>
  );
}
