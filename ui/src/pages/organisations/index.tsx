// Organisations: the list with names in every script, and one with its aliases and successors.
import { type PageRow, readsLedger } from "../../shell/page.ts";
import { OrganisationsPage } from "./list.tsx";
import { OrganisationPage } from "./one.tsx";

export const organisationRows: PageRow[] = [
  { path: "/organisations", title: "ui.table.organisations", roles: readsLedger, component: OrganisationsPage, group: "track" },
  { path: "/organisations/:organisation", title: "ui.organisation.one", roles: readsLedger, component: OrganisationPage },
];
