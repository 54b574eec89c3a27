declare module "swagger-ui-dist/swagger-ui-bundle" {
  interface SwaggerUI {
    (options: Record<string, unknown>): unknown;
    presets: Record<"apis", unknown>;
  }
  const bundle: SwaggerUI;
  export default bundle;
}
