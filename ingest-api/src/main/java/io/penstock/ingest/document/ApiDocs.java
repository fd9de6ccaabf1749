package io.penstock.ingest.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.HttpErrors;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The OpenAPI document, and a page that shows it without the Internet. */
public final class ApiDocs {
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
  private static final String SWAGGER_VERSION =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  private final byte[] document;
  private final Map<String, Asset> assets;

  public ApiDocs(JsonNode document) {
    this.document = document.toString().getBytes(UTF_8);
    String webjar = SWAGGER_UI + swaggerVersion() + "/";
    assets =
        Map.of(
            "start.js", new Asset(JAVASCRIPT, "docs.js"),
            "swagger-ui.css", new Asset(CSS, webjar + "swagger-ui.css"),
            "swagger-ui-bundle.js", new Asset(JAVASCRIPT, webjar + "swagger-ui-bundle.js"),
            "favicon-32x32.png", new Asset("image/png", webjar + "favicon-32x32.png"));
  }

  public void addTo(RoutesConfig routes) {
    Asset page = new Asset(HTML, "docs.html");
    routes.get("/openapi.json", ctx -> ctx.contentType(Answer.JSON).result(document));
    routes.get("/docs", ctx -> write(ctx, page));
    routes.get("/docs/{asset}", ctx -> write(ctx, assetOf(ctx.pathParam("asset"))));
  }

  private Asset assetOf(String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      throw new ProblemException(HttpErrors.ofStatus(404));
    }
    return asset;
  }

  private static void write(Context ctx, Asset asset) {
    // The page loads nothing from elsewhere.
    ctx.header(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'");
    ctx.contentType(asset.type()).result(resource(asset.resource()));
  }

  private static String swaggerVersion() {
    Properties properties = new Properties();
    try (InputStream in = ApiDocs.class.getResourceAsStream(SWAGGER_VERSION)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] resource(String name) {
    try (InputStream in = ApiDocs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Asset(String type, String resource) {}
}
