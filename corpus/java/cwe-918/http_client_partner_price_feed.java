// seccoder-example: 1
// title: Download a price feed from a partner's address with HttpClient
// guideline: Request only https addresses of listed hosts, without following redirects.
// cwe: CWE-918
// apis: java.net.http.HttpClient.send, java.net.URI.getHost
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

public class PriceFeed {
    private static final int MAX_BYTES = 8 << 20;
    private static final List<String> HOSTS = List.of("feeds.example.com", "prices.example.org");

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public byte[] download(URI feed) throws IOException, InterruptedException {
        if (!"https".equals(feed.getScheme()) || feed.getPort() != -1
                || HOSTS.stream().noneMatch(host -> host.equals(feed.getHost()))) {
            throw new IllegalArgumentException("not a partner address");
        }
        HttpRequest request = HttpRequest.newBuilder(feed).timeout(Duration.ofSeconds(20)).build();
        HttpResponse<InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] data = body.readNBytes(MAX_BYTES + 1);
            if (response.statusCode() != 200 || data.length > MAX_BYTES) {
                throw new IOException("feed not usable");
            }
            return data;
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class PriceFeed {
    private static final int MAX_BYTES = 8 << 20;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    public byte[] download(URI feed) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(feed).timeout(Duration.ofSeconds(20)).build();
        HttpResponse<InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] data = body.readNBytes(MAX_BYTES + 1);
            if (response.statusCode() != 200 || data.length > MAX_BYTES) {
                throw new IOException("feed not usable");
            }
            return data;
        }
    }
}
