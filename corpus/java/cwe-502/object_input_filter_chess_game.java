// seccoder-example: 1
// title: Load a saved chess game from a Java object stream
// guideline: Set an ObjectInputFilter that allows only the expected classes and rejects the rest.
// cwe: CWE-502
// apis: java.io.ObjectInputStream.setObjectInputFilter, java.io.ObjectInputFilter.Config.createFilter
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;

public class ChessGameLoader {
    public record Game(String white, String black, String[] moves) implements Serializable {}

    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(
            "maxbytes=65536;maxdepth=3;maxarray=1000;maxrefs=2000;"
                    + Game.class.getName() + ";java.lang.String;!*");

    public static Game load(InputStream saved) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(saved)) {
            in.setObjectInputFilter(FILTER);
            return (Game) in.readObject();
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IOException("not a saved game", e);
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;

public class ChessGameLoader {
    public record Game(String white, String black, String[] moves) implements Serializable {}

    public static Game load(InputStream saved) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(saved)) {
            return (Game) in.readObject();
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IOException("not a saved game", e);
        }
    }
}
