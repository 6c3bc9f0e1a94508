// seccoder-example: 1
// title: Log a rejected ticket scan at a stadium gate with SLF4J
// guideline: Replace line breaks and control characters before text reaches a log message.
// cwe: CWE-117
// apis: org.slf4j.Logger.warn, java.util.regex.Matcher.replaceAll
// applies: slf4j
// --- secure ---
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class TicketGate {
    private static final Logger LOG = LoggerFactory.getLogger(TicketGate.class);
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final Map<String, Integer> seats = new ConcurrentHashMap<>();
    private final int gate;

    public TicketGate(int gate, Map<String, Integer> sold) {
        this.gate = gate;
        seats.putAll(sold);
    }

    public boolean admit(String scanned) {
        String code = scanned.length() > 64 ? scanned.substring(0, 64) : scanned;
        Integer seat = seats.remove(code);
        if (seat == null) {
            LOG.warn("gate {} rejected ticket '{}'", gate, UNSAFE.matcher(code).replaceAll("?"));
            return false;
        }
        LOG.info("gate {} admitted seat {}", gate, seat);
        return true;
    }
}
// --- vulnerable ---
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class TicketGate {
    private static final Logger LOG = LoggerFactory.getLogger(TicketGate.class);

    private final Map<String, Integer> seats = new ConcurrentHashMap<>();
    private final int gate;

    public TicketGate(int gate, Map<String, Integer> sold) {
        this.gate = gate;
        seats.putAll(sold);
    }

    public boolean admit(String scanned) {
        String code = scanned.length() > 64 ? scanned.substring(0, 64) : scanned;
        Integer seat = seats.remove(code);
        if (seat == null) {
            LOG.warn("gate {} rejected ticket '{}'", gate, code);
            return false;
        }
        LOG.info("gate {} admitted seat {}", gate, seat);
        return true;
    }
}
