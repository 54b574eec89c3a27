/** A stylesheet as text: it is adopted by a shadow root, because a site's policy may refuse <style> elements. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
