// Every page. A new one is a folder that exports its rows, and a line here.
import type { PageRow } from "../shell/page.ts";
import { accessRows } from "./access/index.tsx";
import { auditRows } from "./audit/index.tsx";
import { jobRows } from "./jobs/index.tsx";
import { organisationRows } from "./organisations/index.tsx";
import { overviewRows } from "./overview/index.tsx";
import { planRows } from "./plan/index.tsx";
import { recordRows } from "./records/index.tsx";
import { roundRows } from "./rounds/index.tsx";
import { sourceRows } from "./sources/index.tsx";
import { trackRows } from "./track/index.tsx";
import { userRows } from "./users/index.tsx";

export const rows: readonly PageRow[] = [
  ...overviewRows,
  ...trackRows,
  ...organisationRows,
  ...sourceRows,
  ...recordRows,
  ...planRows,
  ...roundRows,
  ...jobRows,
  ...userRows,
  ...auditRows,
  ...accessRows,
];
