// A source as a model names it: of the ledger, with its drawer, or else the text.
import { useNames } from "../../api/names.ts";
import { SourceButton } from "../../components/ledger.tsx";
import { t } from "../../words.ts";

/** Ids with commas between them, as the notes of a model have them. */
export function SourceOf({ ids }: { ids: string }) {
  const each = ids.split(",").map((id) => id.trim()).filter(Boolean);
  const nameOf = useNames(each);
  return (
    <>
      {each.map((id, i) => (
        <>
          {i > 0 && t("track.comma")}
          {nameOf(id)?.table === "sources" ? <SourceButton key={id} id={id} /> : <span key={id}>{id}</span>}
        </>
      ))}
    </>
  );
}
