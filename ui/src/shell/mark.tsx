// The name of the program, with the character that it comes from.
import { t } from "../words.ts";

export function Mark() {
  return (
    <a class="mark" href="#/" aria-label={t("ui.mark")}>
      <span class="mark-sign" lang="ja" aria-hidden="true">
        縁
      </span>
      <span class="mark-name" aria-hidden="true">enishi</span>
    </a>
  );
}
