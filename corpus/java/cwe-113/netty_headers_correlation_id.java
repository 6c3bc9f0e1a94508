// seccoder-example: 1
// title: Echo a correlation id in a Netty HTTP response
// guideline: Keep header validation on and accept only ids of a strict form in response headers.
// cwe: CWE-113
// apis: io.netty.handler.codec.http.DefaultFullHttpResponse, io.netty.handler.codec.http.HttpHeaders.set
// applies: netty
// --- secure ---
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

public final class PingResponse {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private PingResponse() {}

    public static FullHttpResponse create(String uri) {
        List<String> sent = new QueryStringDecoder(uri).parameters().get("correlation");
        String id = sent == null ? UUID.randomUUID().toString() : sent.get(0);
        if (!ID.matcher(id).matches()) {
            id = UUID.randomUUID().toString();
        }
        ByteBuf body = Unpooled.copiedBuffer("pong", StandardCharsets.US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().set("X-Correlation-Id", id);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }
}
// --- vulnerable ---
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

public final class PingResponse {
    private PingResponse() {}

    public static FullHttpResponse create(String uri) {
        List<String> sent = new QueryStringDecoder(uri).parameters().get("correlation");
        String id = sent == null ? UUID.randomUUID().toString() : sent.get(0);
        ByteBuf body = Unpooled.copiedBuffer("pong", StandardCharsets.US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body, false);
        response.headers().set("X-Correlation-Id", id);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }
}
