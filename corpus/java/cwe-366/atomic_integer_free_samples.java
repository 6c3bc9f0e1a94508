// seccoder-example: 1
// title: Hand out a limited number of free samples from many threads
// guideline: Test and change a shared counter in one atomic step with AtomicInteger.
// cwe: CWE-366, CWE-362
// apis: java.util.concurrent.atomic.AtomicInteger.getAndUpdate
// applies: standard library
// --- secure ---
import java.util.concurrent.atomic.AtomicInteger;

public class SampleStock {
    private final AtomicInteger left;

    public SampleStock(int amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative");
        }
        left = new AtomicInteger(amount);
    }

    public boolean takeOne() {
        return left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
    }
}
// --- vulnerable ---
public class SampleStock {
    private int left;

    public SampleStock(int amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative");
        }
        left = amount;
    }

    public boolean takeOne() {
        if (left > 0) {
            left--;
            return true;
        }
        return false;
    }
}
