// seccoder-example: 1
// title: Accept a boat rental order with Bean Validation in Spring MVC
// guideline: Constrain request fields with Bean Validation and put @Valid on the request body.
// cwe: CWE-20, CWE-1284
// apis: jakarta.validation.Valid, jakarta.validation.constraints.Pattern
// applies: spring mvc, jakarta validation
// --- secure ---
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BoatRentalController {
    public record Order(
            @NotNull @Pattern(regexp = "kayak|canoe|dinghy") String boat,
            @NotNull @Min(1) @Max(20) Integer boats,
            @NotNull @Min(1) @Max(14) Integer days) {}

    public record Quote(String boat, BigDecimal price) {}

    private static final BigDecimal PER_DAY = new BigDecimal("34.00");

    @PostMapping("/rentals/quote")
    public Quote quote(@Valid @RequestBody Order order) {
        BigDecimal boatDays = BigDecimal.valueOf(order.boats() * order.days());
        return new Quote(order.boat(), PER_DAY.multiply(boatDays));
    }
}
// --- vulnerable ---
import java.math.BigDecimal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BoatRentalController {
    public record Order(
            String boat,
            Integer boats,
            Integer days) {}

    public record Quote(String boat, BigDecimal price) {}

    private static final BigDecimal PER_DAY = new BigDecimal("34.00");

    @PostMapping("/rentals/quote")
    public Quote quote(@RequestBody Order order) {
        BigDecimal boatDays = BigDecimal.valueOf(order.boats() * order.days());
        return new Quote(order.boat(), PER_DAY.multiply(boatDays));
    }
}
