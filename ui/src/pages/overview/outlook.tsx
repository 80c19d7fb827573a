// What a model expects of a target: its fan, asked for once the card comes into view.
import { useRef } from "preact/hooks";
import { Picture } from "../../charts/picture.tsx";
import { fileName } from "../../components/download.tsx";
import { useSeen } from "../../components/seen.ts";
import { href } from "../../shell/router.ts";
import { t } from "../../words.ts";

export function Outlook({ number, model }: { number: string; model: string }) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  return (
    <div class="outlook">
      <p class="label">{t("ui.target.outlook")}</p>
      <div ref={place} class="outlook-place">
        {seen && <Picture route="outlook" parameters={{ number }} name={fileName(number)} small />}
      </div>
      <p class="small">
        <a href={href`/plan/${model}`}>{t("ui.target.outlook-model")}</a>
      </p>
    </div>
  );
}
