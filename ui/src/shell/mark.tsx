// The name of the program, with the character that it comes from.
import { t } from "../words.ts";

export function Mark() {
  return (
    <a class="mark" href="#/">
      <span class="mark-sign" lang="ja" aria-hidden="true">
        縁
      </span>
      <span class="mark-name">enishi</span>
      <span class="visually-hidden">{t("ui.mark")}</span>
    </a>
  );
}
