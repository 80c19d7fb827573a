// A text to be taken elsewhere: shown as it is, with a button that copies it.
import { say } from "../shell/toasts.tsx";
import { t } from "../words.ts";

/** prose: sentences for people, and no command. */
export function Copied({ text, label, prose }: { text: string; label?: string; prose?: boolean }) {
  const copy = () => navigator.clipboard.writeText(text).then(() => say(t("ui.verify.copied")), () => say(t("ui.verify.not-copied")));
  return (
    <div class="command">
      <pre class={prose ? "prose" : undefined} tabIndex={0} {...(label ? { role: "region", "aria-label": label } : {})}>
        {text}
      </pre>
      <button type="button" onClick={() => void copy()}>
        {t("ui.verify.copy")}
      </button>
    </div>
  );
}
