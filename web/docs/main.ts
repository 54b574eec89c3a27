/** The description of the API, to read and to try: Swagger UI, without the bar that asks for another document's address. */
import swaggerUi from "swagger-ui-dist/swagger-ui-bundle";
import "swagger-ui-dist/swagger-ui.css";

swaggerUi({
  // Relative, because the page may stand below a stage (`/prod/docs`).
  url: "./openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  presets: [swaggerUi.presets.apis],
  tryItOutEnabled: true,
  persistAuthorization: false,
  // Else it sends the document's address to validator.swagger.io.
  validatorUrl: null,
});
