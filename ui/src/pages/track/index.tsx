// Commitments: the list with its filters, and one commitment.
import { type PageRow, readsLedger } from "../../shell/page.ts";
import { CommitmentPage } from "./commitment.tsx";
import { TrackPage } from "./list.tsx";

export const trackRows: PageRow[] = [
  { path: "/track", title: "ui.track.title", roles: readsLedger, component: TrackPage, group: "track" },
  { path: "/track/:commitment", title: "ui.track.one", roles: readsLedger, component: CommitmentPage },
];
