// seccoder-example: 1
// title: Search the patients of a ward by surname with JPA
// guideline: Give JPQL named parameters and setParameter; never build the query from input.
// cwe: CWE-89
// apis: jakarta.persistence.EntityManager.createQuery, jakarta.persistence.TypedQuery.setParameter
// applies: jakarta persistence, spring
// --- secure ---
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.springframework.stereotype.Repository;

@Entity
class Patient {
    @Id Long id;
    String surname;
    String ward;
}

@Repository
public class PatientSearch {
    @PersistenceContext private EntityManager entityManager;

    public List<Patient> bySurname(String ward, String prefix) {
        String start = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        return entityManager
                .createQuery(
                        "SELECT p FROM Patient p WHERE p.ward = :ward"
                                + " AND p.surname LIKE :start ESCAPE '!' ORDER BY p.surname",
                        Patient.class)
                .setParameter("ward", ward)
                .setParameter("start", start)
                .setMaxResults(50)
                .getResultList();
    }
}
// --- vulnerable ---
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.springframework.stereotype.Repository;

@Entity
class Patient {
    @Id Long id;
    String surname;
    String ward;
}

@Repository
public class PatientSearch {
    @PersistenceContext private EntityManager entityManager;

    public List<Patient> bySurname(String ward, String prefix) {
        String start = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        return entityManager
                .createQuery(
                        "SELECT p FROM Patient p WHERE p.ward = '" + ward + "' AND p.surname"
                                + " LIKE '" + start + "' ESCAPE '!' ORDER BY p.surname",
                        Patient.class)
                .setMaxResults(50)
                .getResultList();
    }
}
