// seccoder-example: 1
// title: Render requested map tiles on a pool of worker threads
// guideline: Give a worker pool a fixed size and a bounded queue, and refuse work beyond it.
// cwe: CWE-770, CWE-400
// apis: java.util.concurrent.ThreadPoolExecutor, java.util.concurrent.ArrayBlockingQueue
// applies: standard library
// --- secure ---
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

public class TileQueue implements AutoCloseable {
    public record Tile(int zoom, int x, int y) {}

    private final ExecutorService workers = new ThreadPoolExecutor(
            4, 4, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256));
    private final Consumer<Tile> renderer;

    public TileQueue(Consumer<Tile> renderer) {
        this.renderer = renderer;
    }

    public boolean request(Tile tile) {
        try {
            workers.execute(() -> renderer.accept(tile));
            return true;
        } catch (RejectedExecutionException busy) {
            return false;
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
// --- vulnerable ---
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

public class TileQueue implements AutoCloseable {
    public record Tile(int zoom, int x, int y) {}

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Consumer<Tile> renderer;

    public TileQueue(Consumer<Tile> renderer) {
        this.renderer = renderer;
    }

    public boolean request(Tile tile) {
        try {
            workers.execute(() -> renderer.accept(tile));
            return true;
        } catch (RejectedExecutionException busy) {
            return false;
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
