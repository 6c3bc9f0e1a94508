// seccoder-example: 1
// title: Book meter readings from a queue in a worker thread
// guideline: Treat a missing map entry as an expected case, for example with getOrDefault.
// cwe: CWE-476
// apis: java.util.Map.getOrDefault
// applies: standard library
// --- secure ---
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

public class MeterWorker implements Runnable {
    public record Reading(String meterId, long wattHours) {
        public Reading {
            Objects.requireNonNull(meterId);
        }
    }

    private final BlockingQueue<Reading> queue;
    private final Map<String, LongAdder> accounts;
    private final LongAdder unassigned;

    public MeterWorker(BlockingQueue<Reading> queue, Map<String, LongAdder> accounts,
            LongAdder unassigned) {
        this.queue = queue;
        this.accounts = accounts;
        this.unassigned = unassigned;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Reading reading = queue.take();
                accounts.getOrDefault(reading.meterId(), unassigned).add(reading.wattHours());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
// --- vulnerable ---
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

public class MeterWorker implements Runnable {
    public record Reading(String meterId, long wattHours) {
        public Reading {
            Objects.requireNonNull(meterId);
        }
    }

    private final BlockingQueue<Reading> queue;
    private final Map<String, LongAdder> accounts;

    public MeterWorker(BlockingQueue<Reading> queue, Map<String, LongAdder> accounts) {
        this.queue = queue;
        this.accounts = accounts;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Reading reading = queue.take();
                accounts.get(reading.meterId()).add(reading.wattHours());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
