// seccoder-example: 1
// title: Read polymorphic door events from JSON with Jackson
// guideline: Name the subtypes with @JsonSubTypes; never let JSON choose a Java class.
// cwe: CWE-502
// apis: com.fasterxml.jackson.annotation.JsonTypeInfo, com.fasterxml.jackson.databind.ObjectMapper
// applies: jackson
// --- secure ---
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

public class DoorEvents {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Alarm.class, name = "alarm")
    })
    public sealed interface Detail permits Opened, Alarm {}

    public record Opened(String badge) implements Detail {}

    public record Alarm(int level) implements Detail {}

    public record Event(String door, Detail detail) {}

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static Event read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, Event.class);
    }
}
// --- vulnerable ---
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

public class DoorEvents {
    public record Opened(String badge) {}

    public record Alarm(int level) {}

    public record Event(
            String door,
            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "type") Object detail) {}

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static Event read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, Event.class);
    }
}
