// One target: what it says, where it stands, what it replaced, and what must not be added to it.
import type { Number as LedgerNumber, Target, TargetItem } from "generated/api";
import { Amount, asOf, Dots, NameOf, Origin, periodOf, TextIn } from "../../components/ledger.tsx";
import { rich, t, type Word } from "../../words.ts";
import { Outlook } from "./outlook.tsx";

type Numbers = readonly LedgerNumber[];

function newestActual(target: LedgerNumber, numbers: Numbers): LedgerNumber | undefined {
  const dated = (number: LedgerNumber) => `${number.as_of ?? ""} ${number.period_end ?? ""}`;
  return numbers
    .filter((number) => number.kind === "actual" && number.indicator === target.indicator && number.known && !number.replaced_by)
    .sort((a, b) => dated(b).localeCompare(dated(a)))[0];
}

/** What a number replaced, the newest first. */
export function replacedBy(number: LedgerNumber, numbers: Numbers): LedgerNumber[] {
  const chain: LedgerNumber[] = [];
  for (let id = number.replaces; id && chain.length < 50; ) {
    const old = numbers.find((other) => other.id === id);
    if (!old || chain.includes(old)) break;
    chain.push(old);
    id = old.replaces;
  }
  return chain;
}

export function TargetCard({ target, numbers, model }: { target: Target; numbers: Numbers; model: string | undefined }) {
  const number = numbers.find((one) => one.id === target.number);
  if (!number) return null;
  const actual = newestActual(number, numbers);
  const others = target.others.map((id) => numbers.find((one) => one.id === id)).filter((one) => one !== undefined);
  return (
    <article class="card target">
      <h3>
        <NameOf id={number.indicator} />
      </h3>
      <p class="target-amount">
        <Amount number={number} />
      </p>
      <p class="small">
        <Dots bits={[periodOf(number), <Origin number={number} numbers={numbers} />, asOf(number)]} />
      </p>
      <div class="target-stands">
        <p class="label">{t("ui.target.stands")}</p>
        {actual ? <Line number={actual} numbers={numbers} /> : <p>{t("ui.target.no-actual")}</p>}
      </div>
      {model && <Outlook number={target.number} model={model} />}
      <Also numbers={numbers} others={others} />
      <Replaced number={number} numbers={numbers} />
      {target.items.length > 0 && <Items items={target.items} numbers={numbers} />}
    </article>
  );
}

function Line({ number, numbers, old }: { number: LedgerNumber; numbers: Numbers; old?: boolean }) {
  return (
    <p class="line">
      <Amount number={number} old={old ?? false} />{" "}
      <span class="small">
        <Dots bits={[periodOf(number), <Origin number={number} numbers={numbers} />, asOf(number)]} />
      </span>
    </p>
  );
}

function Also({ others, numbers }: { others: LedgerNumber[]; numbers: Numbers }) {
  if (others.length === 0) return null;
  return (
    <div>
      <p class="label">{t("ui.target.also")}</p>
      {others.map((other) => (
        <Line key={other.id} number={other} numbers={numbers} />
      ))}
    </div>
  );
}

function Replaced({ number, numbers }: { number: LedgerNumber; numbers: Numbers }) {
  const chain = replacedBy(number, numbers);
  if (chain.length === 0) return null;
  return (
    <div>
      <p class="label">{t("ui.target.replaced")}</p>
      {chain.map((old) => (
        <Line key={old.id} number={old} numbers={numbers} old />
      ))}
    </div>
  );
}

const relations: Record<string, Word> = { part: "ui.target.parts", subset: "track.inside", outside: "track.outside", "may-overlap": "track.may-overlap" };

function Items({ items, numbers }: { items: TargetItem[]; numbers: Numbers }) {
  const partitions = [...new Set(items.filter((item) => item.relation === "part").map((item) => item.partition ?? ""))];
  const rest = [...new Set(items.filter((item) => item.relation !== "part").map((item) => item.relation))];
  return (
    <details>
      <summary>{t("ui.target.inside")}</summary>
      {partitions.length > 1 && <p class="note">{t("track.partitions", { count: partitions.length })}</p>}
      {partitions.map((partition) => (
        <ItemGroup key={partition} label={t("ui.target.parts")} items={items.filter((item) => item.relation === "part" && (item.partition ?? "") === partition)} numbers={numbers} />
      ))}
      {rest.map((relation) => (
        <ItemGroup key={relation} label={t(relations[relation] ?? "track.outside")} items={items.filter((item) => item.relation === relation)} numbers={numbers} />
      ))}
    </details>
  );
}

function ItemGroup({ label, items, numbers }: { label: string; items: TargetItem[]; numbers: Numbers }) {
  const reason = items[0]?.reason;
  const same = items.every((item) => item.reason?.en === reason?.en);
  return (
    <div class="item-group">
      <p class="label">{label}</p>
      <ul>
        {items.map((item) => {
          const number = numbers.find((one) => one.id === item.number);
          return (
            <li key={item.item}>
              {number ? rich("ui.target.item", { name: <NameOf id={item.item} />, amount: <Amount number={number} /> }) : <NameOf id={item.item} />}
              {!same && item.reason && (
                <span class="note block">
                  <TextIn texts={item.reason} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {same && reason && (
        <p class="note">
          <TextIn texts={reason} />
        </p>
      )}
    </div>
  );
}
