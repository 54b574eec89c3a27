import base from "./base.css?inline";
import controls from "./controls.css?inline";
import form from "./form.css?inline";
import frame from "./frame.css?inline";
import talk from "./talk.css?inline";

let sheet: CSSStyleSheet | undefined;

/** A sheet made by script needs no `style-src 'unsafe-inline'` of the site's policy. */
export function adopt(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync([base, frame, talk, controls, form].join(""));
  }
  root.adoptedStyleSheets = [sheet];
}
