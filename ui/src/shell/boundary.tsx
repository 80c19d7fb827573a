// A mistake in a page must not leave a blank screen: it says so, and what to do.
import { Component, type ComponentChildren } from "preact";
import { t } from "../words.ts";

export class Boundary extends Component<{ of: string; children: ComponentChildren }, { failed: string | undefined; of: string }> {
  state = { failed: undefined, of: "" };

  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  componentDidUpdate(before: { of: string }) {
    if (before.of !== this.props.of && this.state.failed !== undefined) this.setState({ failed: undefined });
  }

  render() {
    if (this.state.failed === undefined) return this.props.children;
    return (
      <div class="trouble" role="alert">
        <p class="trouble-title">{t("ui.boundary.title")}</p>
        <p>{t("ui.boundary.do")}</p>
        <p class="note">
          <code>{this.state.failed}</code>
        </p>
        <button type="button" onClick={() => location.reload()}>
          {t("ui.boundary.reload")}
        </button>
      </div>
    );
  }
}
