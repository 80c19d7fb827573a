// Every page. A new one is a folder that exports its rows, and a line here.
import type { PageRow } from "../shell/page.ts";
import { overviewRows } from "./overview/index.tsx";

export const rows: readonly PageRow[] = [...overviewRows];
