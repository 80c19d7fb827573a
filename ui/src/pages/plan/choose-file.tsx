// A file from this computer. The browser's own button and words are in the browser's language, which need not be the page's.
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../../words.ts";

export const modelTypes = ".xmile,.stmx,.itmx,.xml,application/xml,text/xml";
export const tableTypes = ".csv,text/csv";

interface Props {
  label: string;
  hint?: ComponentChildren;
  accept: string;
  file: File | undefined;
  onFile: (file: File | undefined) => void;
}

export function ChooseFile({ label, hint, accept, file, onFile }: Props) {
  const id = useId();
  return (
    <div class="field" role="group" aria-labelledby={id}>
      <p class="legend" id={id}>
        {label}
      </p>
      <div class="actions">
        <FileButton accept={accept} label={label} onFile={onFile}>
          {t(file ? "ui.plan.choose-other" : "ui.plan.choose")}
        </FileButton>
        <span class="small" role="status">
          {file ? file.name : t("ui.plan.chosen-none")}
        </span>
      </div>
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

interface ButtonProps {
  accept: string;
  /** Which file, for those who do not see what stands beside the button. */
  label: string;
  quiet?: boolean;
  busy?: boolean;
  onFile: (file: File) => void;
  children: ComponentChildren;
}

export function FileButton({ accept, label, quiet, busy, onFile, children }: ButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = (chooser: HTMLInputElement) => {
    const file = chooser.files?.[0];
    // The same file may be chosen again after it was mended.
    chooser.value = "";
    if (file) onFile(file);
  };
  return (
    <>
      <button type="button" class={quiet ? "plain" : undefined} disabled={busy} onClick={() => input.current?.click()}>
        {children}
        <span class="visually-hidden"> {label}</span>
      </button>
      <input ref={input} hidden type="file" accept={accept} data-file={label} onChange={(event) => take(event.currentTarget)} />
    </>
  );
}
