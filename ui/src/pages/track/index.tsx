// Commitments: the list with its filters, and one commitment; and what changed or disagrees over all.
import { type PageRow, readsLedger } from "../../shell/page.ts";
import { CommitmentPage } from "./commitment.tsx";
import { TrackPage } from "./list.tsx";
import { StandingPage } from "./standing.tsx";

export const trackRows: PageRow[] = [
  { path: "/track", title: "ui.track.title", roles: readsLedger, component: TrackPage, group: "track" },
  { path: "/track/:commitment", title: "ui.track.one", roles: readsLedger, component: CommitmentPage },
  { path: "/standing", title: "ui.standing.title", roles: readsLedger, component: StandingPage, group: "track" },
];
