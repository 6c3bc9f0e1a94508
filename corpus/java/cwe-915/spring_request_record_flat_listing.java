// seccoder-example: 1
// title: Submit a flat to a rental market in Spring MVC
// guideline: Bind requests to a record with the allowed fields and copy them into the entity.
// cwe: CWE-915
// apis: org.springframework.web.bind.annotation.RequestBody
// applies: spring mvc, jakarta persistence
// --- secure ---
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.security.Principal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@Entity
class Flat {
    @Id @GeneratedValue public Long id;
    public String street;
    public int rent;
    public String owner;
    public boolean approved;
    public boolean featured;
}

@RestController
public class FlatController {
    public record NewFlat(@NotBlank @Size(max = 120) String street, @Positive int rent) {}

    private final EntityManager entityManager;

    public FlatController(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Transactional
    @PostMapping("/flats")
    public Long submit(@Valid @RequestBody NewFlat submitted, Principal principal) {
        Flat flat = new Flat();
        flat.street = submitted.street();
        flat.rent = submitted.rent();
        flat.owner = principal.getName();
        entityManager.persist(flat);
        return flat.id;
    }
}
// --- vulnerable ---
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.security.Principal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@Entity
class Flat {
    @Id @GeneratedValue public Long id;
    @NotBlank @Size(max = 120) public String street;
    @Positive public int rent;
    public String owner;
    public boolean approved;
    public boolean featured;
}

@RestController
public class FlatController {
    private final EntityManager entityManager;

    public FlatController(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Transactional
    @PostMapping("/flats")
    public Long submit(@Valid @RequestBody Flat flat, Principal principal) {
        flat.owner = principal.getName();
        entityManager.persist(flat);
        return flat.id;
    }
}
