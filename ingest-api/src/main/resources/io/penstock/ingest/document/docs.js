// Shows the document of this very server; the validator's badge would ask a foreign one.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
