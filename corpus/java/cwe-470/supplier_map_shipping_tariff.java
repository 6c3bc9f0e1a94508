// seccoder-example: 1
// title: Choose the shipping tariff that an order names
// guideline: Map names to constructors in a table instead of loading classes by name.
// cwe: CWE-470
// apis: java.util.function.Supplier, java.util.Map.get
// applies: standard library
// --- secure ---
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Supplier;

public final class Tariffs {
    public interface Tariff {
        BigDecimal price(int grams);
    }

    public static final class Letter implements Tariff {
        @Override
        public BigDecimal price(int grams) {
            return new BigDecimal(grams <= 100 ? "1.80" : "2.70");
        }
    }

    public static final class Parcel implements Tariff {
        @Override
        public BigDecimal price(int grams) {
            return new BigDecimal("4.90").add(new BigDecimal(grams).movePointLeft(3));
        }
    }

    private static final Map<String, Supplier<Tariff>> KNOWN =
            Map.of("letter", Letter::new, "parcel", Parcel::new);

    private Tariffs() {}

    public static Tariff named(String name) {
        Supplier<Tariff> known = KNOWN.get(name);
        if (known == null) {
            throw new IllegalArgumentException("unknown tariff");
        }
        return known.get();
    }
}
// --- vulnerable ---
import java.math.BigDecimal;

public final class Tariffs {
    public interface Tariff {
        BigDecimal price(int grams);
    }

    public static final class Letter implements Tariff {
        @Override
        public BigDecimal price(int grams) {
            return new BigDecimal(grams <= 100 ? "1.80" : "2.70");
        }
    }

    public static final class Parcel implements Tariff {
        @Override
        public BigDecimal price(int grams) {
            return new BigDecimal("4.90").add(new BigDecimal(grams).movePointLeft(3));
        }
    }

    private Tariffs() {}

    public static Tariff named(String name) {
        try {
            return (Tariff) Class.forName(name).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("unknown tariff", e);
        }
    }
}
