// Models: the list, a new one, and one with its futures.
import { type PageRow, readsModels } from "../../shell/page.ts";
import { ModelsPage } from "./list.tsx";
import { ModelPage } from "./model.tsx";
import { NewModelPage } from "./new.tsx";

export const planRows: PageRow[] = [
  { path: "/plan", title: "ui.plan.title", roles: readsModels, component: ModelsPage, group: "plan" },
  { path: "/plan/new", title: "ui.plan.new", roles: ["planner"], component: NewModelPage },
  { path: "/plan/:model", title: "ui.plan.one", roles: readsModels, component: ModelPage },
];
