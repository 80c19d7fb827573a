// The filters of a list: open where there is room, folded on a phone.
import type { ComponentChildren } from "preact";
import { t } from "../words.ts";

export function Filters({ children, used }: { children: ComponentChildren; used: boolean }) {
  return (
    <details class="filters" open={used || matchMedia("(min-width: 40rem)").matches}>
      <summary>{t("ui.track.filters")}</summary>
      <form onSubmit={(event) => event.preventDefault()} aria-label={t("ui.track.filters")}>
        {children}
      </form>
    </details>
  );
}
