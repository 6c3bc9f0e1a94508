// seccoder-example: 1
// title: Find the desk phone of a colleague in an LDAP directory
// guideline: Give LDAP filter values as filterArgs, which JNDI escapes; never concatenate filters.
// cwe: CWE-90
// apis: javax.naming.directory.DirContext.search
// applies: JNDI, standard library
// --- secure ---
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;

public class PhoneDirectory {
    private static final String PEOPLE = "ou=people,dc=example,dc=org";

    private final DirContext directory;

    public PhoneDirectory(DirContext directory) {
        this.directory = directory;
    }

    public Optional<String> deskPhone(String mail) throws NamingException {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.ONELEVEL_SCOPE);
        controls.setReturningAttributes(new String[] {"telephoneNumber"});
        controls.setCountLimit(1);
        controls.setTimeLimit(5_000);
        String filter = "(&(objectClass=person)(listed=TRUE)(mail={0}))";
        NamingEnumeration<SearchResult> found =
                directory.search(PEOPLE, filter, new Object[] {mail}, controls);
        try {
            if (!found.hasMore()) {
                return Optional.empty();
            }
            Attribute phone = found.next().getAttributes().get("telephoneNumber");
            return phone == null ? Optional.empty() : Optional.of(phone.get().toString());
        } finally {
            found.close();
        }
    }
}
// --- vulnerable ---
import java.util.Optional;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;

public class PhoneDirectory {
    private static final String PEOPLE = "ou=people,dc=example,dc=org";

    private final DirContext directory;

    public PhoneDirectory(DirContext directory) {
        this.directory = directory;
    }

    public Optional<String> deskPhone(String mail) throws NamingException {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.ONELEVEL_SCOPE);
        controls.setReturningAttributes(new String[] {"telephoneNumber"});
        controls.setCountLimit(1);
        controls.setTimeLimit(5_000);
        String filter = "(&(objectClass=person)(listed=TRUE)(mail=" + mail + "))";
        NamingEnumeration<SearchResult> found =
                directory.search(PEOPLE, filter, controls);
        try {
            if (!found.hasMore()) {
                return Optional.empty();
            }
            Attribute phone = found.next().getAttributes().get("telephoneNumber");
            return phone == null ? Optional.empty() : Optional.of(phone.get().toString());
        } finally {
            found.close();
        }
    }
}
