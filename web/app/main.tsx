import { render } from "preact";

import { preferredLanguage, speak } from "./i18n/translate";
import { App } from "./shell/App";
import "./state/theme";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/fields.css";
import "./styles/choice.css";
import "./styles/progress.css";
import "./styles/overlays.css";
import "./styles/shell.css";
import "./styles/welcome.css";
import "./styles/filters.css";
import "./styles/inbox.css";
import "./styles/status.css";
import "./styles/board.css";
import "./styles/lead.css";
import "./styles/transcript.css";
import "./styles/talk.css";
import "./styles/console.css";
import "./styles/settings.css";
import "./styles/install.css";
import "./styles/preview.css";
import "./styles/onboarding.css";
import "./styles/account.css";
import "./styles/usage.css";

const root = document.getElementById("app");
if (root) {
  await speak(preferredLanguage());
  root.replaceChildren();
  render(<App />, root);
}
