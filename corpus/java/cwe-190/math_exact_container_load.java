// seccoder-example: 1
// title: Check that a list of pallets fits a container's weight limit
// guideline: Do arithmetic on submitted numbers with Math.addExact and Math.multiplyExact.
// cwe: CWE-190
// apis: java.lang.Math.addExact, java.lang.Math.multiplyExact
// applies: standard library
// --- secure ---
import java.util.List;

public class ContainerLoad {
    public record Pallets(int count, int gramsEach) {
        public Pallets {
            if (count < 1 || gramsEach < 1) {
                throw new IllegalArgumentException("count and weight must be positive");
            }
        }
    }

    private final int limitGrams;

    public ContainerLoad(int limitGrams) {
        this.limitGrams = limitGrams;
    }

    public boolean fits(List<Pallets> cargo) {
        int total = 0;
        try {
            for (Pallets pallets : cargo) {
                int grams = Math.multiplyExact(pallets.count(), pallets.gramsEach());
                total = Math.addExact(total, grams);
            }
        } catch (ArithmeticException overflow) {
            return false;
        }
        return total <= limitGrams;
    }
}
// --- vulnerable ---
import java.util.List;

public class ContainerLoad {
    public record Pallets(int count, int gramsEach) {
        public Pallets {
            if (count < 1 || gramsEach < 1) {
                throw new IllegalArgumentException("count and weight must be positive");
            }
        }
    }

    private final int limitGrams;

    public ContainerLoad(int limitGrams) {
        this.limitGrams = limitGrams;
    }

    public boolean fits(List<Pallets> cargo) {
        int total = 0;
        for (Pallets pallets : cargo) {
            int grams = pallets.count() * pallets.gramsEach();
            total += grams;
        }
        return total <= limitGrams;
    }
}
