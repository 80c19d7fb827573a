// How anyone can check a result: the files with the certificate, and the command of the second program.
import type { Result } from "generated/api";
import { address } from "../../api/client.ts";
import { Copied } from "../../components/copy.tsx";
import { Section } from "../../components/parts.tsx";
import { Table } from "../../components/table.tsx";
import { formatSize } from "../../format.ts";
import { t } from "../../words.ts";

const files = ["certificate.json", "matches.csv", "places.csv", "waiting.csv", "summary.json"] as const;

function archiveOf(result: Result): string {
  return `enishi-result-${result.result}.zip`;
}

/** To be run where the archive was downloaded. */
export function commandOf(result: Result): string {
  return `unzip ${archiveOf(result)} && enishi-verify round result`;
}

export function CheckIt({ result }: { result: Result }) {
  const archive = archiveOf(result);
  return (
    <Section title={t("ui.verify.title")} note={t("ui.verify.note")}>
      <p class="actions downloads">
        <a class="button" href={address("result-archive", { result: result.result })[1]} download={archive}>
          {t("ui.verify.archive")}
        </a>
        <a class="button" href={address("result-file", { result: result.result, file: "certificate.json" })[1]} download="certificate.json">
          {t("ui.verify.certificate")}
        </a>
      </p>
      <p class="note">{t("ui.verify.command")}</p>
      <Copied text={commandOf(result)} />
      <details>
        <summary>{t("ui.verify.files")}</summary>
        <Table
          label={t("ui.verify.files")}
          columns={[
            { title: t("ui.verify.file"), names: true, cell: (file) => <FileLink result={result.result} name={file.name} /> },
            { title: t("ui.tables.size"), class: "nowrap", cell: (file) => formatSize(file.size) },
            { title: t("ui.verify.digest"), cell: (file) => <span class="id">{file.sha256}</span> },
          ]}
          rows={result.files}
          keyOf={(file) => file.name}
        />
      </details>
    </Section>
  );
}

function FileLink({ result, name }: { result: number; name: string }) {
  const file = files.find((one) => one === name);
  if (!file) return <>{name}</>;
  return (
    <a href={address("result-file", { result, file })[1]} download={name}>
      {name}
    </a>
  );
}
