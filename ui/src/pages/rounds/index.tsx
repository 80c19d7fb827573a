// Rounds: the list, a new one, one with its tables and rules, and results.
import { type PageRow, readsRounds } from "../../shell/page.ts";
import { RoundsPage } from "./list.tsx";
import { MinePage } from "./mine.tsx";
import { MinutesPage } from "./minutes.tsx";
import { NewRoundPage } from "./new.tsx";
import { ResultPage } from "./result.tsx";
import { RoundPage } from "./round.tsx";
import { TablePage } from "./table.tsx";

export const roundRows: PageRow[] = [
  { path: "/rounds", title: "ui.rounds.title", roles: readsRounds, component: RoundsPage, group: "match" },
  { path: "/rounds/new", title: "ui.rounds.new", roles: ["committee"], component: NewRoundPage },
  { path: "/rounds/:round", title: "ui.rounds.one", roles: readsRounds, component: RoundPage },
  { path: "/rounds/:round/tables/:table", title: "ui.rounds.table", roles: readsRounds, component: TablePage },
  { path: "/results/:result", title: "ui.result.title", roles: readsRounds, component: ResultPage, under: "/rounds" },
  { path: "/results/:result/minutes", title: "ui.minutes.link", roles: readsRounds, component: MinutesPage, under: "/rounds" },
  { path: "/mine", title: "ui.mine.title", roles: ["applicant"], component: MinePage, group: "match" },
];
