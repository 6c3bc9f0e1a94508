// seccoder-example: 1
// title: Cancel a tennis court booking of the signed-in member
// guideline: Look records up by id and owner together, so foreign ids find nothing.
// cwe: CWE-639, CWE-862
// apis: org.springframework.data.repository.Repository, java.security.Principal.getName
// applies: spring mvc, spring data jpa
// --- secure ---
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.security.Principal;
import org.springframework.data.repository.Repository;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@Entity
class CourtBooking {
    @Id Long id;
    String member;
}

interface CourtBookings extends Repository<CourtBooking, Long> {
    @Transactional
    long removeByIdAndMember(Long id, String member);
}

@RestController
public class CourtBookingController {
    private final CourtBookings bookings;

    CourtBookingController(CourtBookings bookings) {
        this.bookings = bookings;
    }

    @DeleteMapping("/court-bookings/{id}")
    public ResponseEntity<Void> cancel(@PathVariable Long id, Principal member) {
        long removed = bookings.removeByIdAndMember(id, member.getName());
        return ResponseEntity
                .status(removed > 0 ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND)
                .build();
    }
}
// --- vulnerable ---
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.security.Principal;
import org.springframework.data.repository.Repository;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@Entity
class CourtBooking {
    @Id Long id;
    String member;
}

interface CourtBookings extends Repository<CourtBooking, Long> {
    @Transactional
    long removeById(Long id);
}

@RestController
public class CourtBookingController {
    private final CourtBookings bookings;

    CourtBookingController(CourtBookings bookings) {
        this.bookings = bookings;
    }

    @DeleteMapping("/court-bookings/{id}")
    public ResponseEntity<Void> cancel(@PathVariable Long id, Principal member) {
        long removed = bookings.removeById(id);
        return ResponseEntity
                .status(removed > 0 ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND)
                .build();
    }
}
