// Adds a status report: what somebody says about a commitment, when, and where it is written.
import type { StatusReport } from "generated/api";
import { useRef, useState } from "preact/hooks";
import { call, keyKeeper } from "../../api/client.ts";
import { useAction } from "../../api/use.ts";
import { errorOf, RadioField, TextField } from "../../components/fields.tsx";
import { statuses } from "../../components/pace.tsx";
import { TroubleView } from "../../components/parts.tsx";
import { Picker } from "../../components/picker.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { say } from "../../shell/toasts.tsx";
import { t } from "../../words.ts";

function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function ReportSheet({ commitment, onClose, onAdded }: { commitment: string; onClose: () => void; onAdded: () => void }) {
  const [status, setStatus] = useState<StatusReport["status"]>("underway");
  const [by, setBy] = useState<string[]>([]);
  const [on, setOn] = useState(today());
  const [source, setSource] = useState<string[]>([]);
  const [locator, setLocator] = useState("");
  const key = useRef(keyKeeper());
  const { run, busy, trouble } = useAction();

  const send = async (event: Event) => {
    event.preventDefault();
    const body: StatusReport = { commitment, status, reported_by: by[0] ?? "", reported_on: on.trim(), source: source[0] ?? "" };
    if (locator.trim()) body.locator = locator.trim();
    const went = await run(async () => void (await call("add-status", { commitment }, { body, key: key.current(body) })));
    if (!went) return;
    say(t("ui.report.added"));
    onAdded();
    onClose();
  };
  const error = (column: string) => errorOf(trouble?.findings, column);
  return (
    <Sheet title={t("ui.track.report")} onClose={onClose} wide>
      <p class="note">{t("ui.report.note")}</p>
      {trouble && <TroubleView trouble={trouble} />}
      <form class="stack" onSubmit={(event) => void send(event)}>
        <RadioField
          label={t("ui.track.status")}
          name="status"
          value={status}
          choices={statuses.map((one) => ({ value: one, label: t(`track.${one}`) }))}
          onChange={(value) => setStatus(value as StatusReport["status"])}
        />
        <Picker label={t("ui.field.reported_by")} table="organisations" values={by} onChange={(values) => setBy(values.slice(-1))} error={error("reported_by")} />
        <TextField label={t("ui.field.reported_on")} value={on} onInput={setOn} hint={t("ui.edit.date-hint")} error={error("reported_on")} required />
        <Picker label={t("ui.field.source")} table="sources" values={source} onChange={(values) => setSource(values.slice(-1))} error={error("source")} hint={t("ui.report.source-hint")} />
        <TextField label={t("ui.field.locator")} value={locator} onInput={setLocator} hint={t("ui.report.locator-hint")} error={error("locator")} />
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {t("ui.report.do")}
          </button>
          <button type="button" onClick={onClose}>
            {t("ui.cancel")}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
