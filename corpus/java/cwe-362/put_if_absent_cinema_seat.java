// seccoder-example: 1
// title: Reserve a cinema seat for exactly one customer
// guideline: Check and write in one atomic map operation such as putIfAbsent.
// cwe: CWE-362, CWE-367
// apis: java.util.concurrent.ConcurrentHashMap.putIfAbsent
// applies: standard library
// --- secure ---
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

public class SeatPlan {
    public record Seat(int row, int number) {}

    private final ConcurrentMap<Seat, String> taken = new ConcurrentHashMap<>();
    private final int rows;
    private final int perRow;

    public SeatPlan(int rows, int perRow) {
        this.rows = rows;
        this.perRow = perRow;
    }

    public boolean reserve(Seat seat, String customer) {
        if (seat.row() < 1 || seat.row() > rows || seat.number() < 1 || seat.number() > perRow) {
            return false;
        }
        return taken.putIfAbsent(seat, customer) == null;
    }

    public Optional<String> holder(Seat seat) {
        return Optional.ofNullable(taken.get(seat));
    }
}
// --- vulnerable ---
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

public class SeatPlan {
    public record Seat(int row, int number) {}

    private final ConcurrentMap<Seat, String> taken = new ConcurrentHashMap<>();
    private final int rows;
    private final int perRow;

    public SeatPlan(int rows, int perRow) {
        this.rows = rows;
        this.perRow = perRow;
    }

    public boolean reserve(Seat seat, String customer) {
        if (seat.row() < 1 || seat.row() > rows || seat.number() < 1 || seat.number() > perRow) {
            return false;
        }
        if (taken.containsKey(seat)) {
            return false;
        }
        taken.put(seat, customer);
        return true;
    }

    public Optional<String> holder(Seat seat) {
        return Optional.ofNullable(taken.get(seat));
    }
}
