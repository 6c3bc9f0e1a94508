// seccoder-example: 1
// title: Evaluate a stored alert rule on a greenhouse reading with SpEL
// guideline: Evaluate foreign SpEL only in a SimpleEvaluationContext for read-only data binding.
// cwe: CWE-917, CWE-94
// apis: org.springframework.expression.spel.support.SimpleEvaluationContext.forReadOnlyDataBinding
// applies: spring expression language
// --- secure ---
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

public class AlertRules {
    public static final class Reading {
        private final double celsius;
        private final double humidity;

        public Reading(double celsius, double humidity) {
            this.celsius = celsius;
            this.humidity = humidity;
        }

        public double getCelsius() {
            return celsius;
        }

        public double getHumidity() {
            return humidity;
        }
    }

    private final ExpressionParser parser = new SpelExpressionParser();
    private final EvaluationContext context =
            SimpleEvaluationContext.forReadOnlyDataBinding().build();

    public boolean fires(String rule, Reading reading) {
        if (rule.length() > 200) {
            throw new IllegalArgumentException("rule too long");
        }
        try {
            return Boolean.TRUE.equals(
                    parser.parseExpression(rule).getValue(context, reading, Boolean.class));
        } catch (ParseException | EvaluationException e) {
            throw new IllegalArgumentException("rule cannot be evaluated", e);
        }
    }
}
// --- vulnerable ---
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

public class AlertRules {
    public static final class Reading {
        private final double celsius;
        private final double humidity;

        public Reading(double celsius, double humidity) {
            this.celsius = celsius;
            this.humidity = humidity;
        }

        public double getCelsius() {
            return celsius;
        }

        public double getHumidity() {
            return humidity;
        }
    }

    private final ExpressionParser parser = new SpelExpressionParser();
    private final EvaluationContext context = new StandardEvaluationContext();

    public boolean fires(String rule, Reading reading) {
        if (rule.length() > 200) {
            throw new IllegalArgumentException("rule too long");
        }
        try {
            return Boolean.TRUE.equals(
                    parser.parseExpression(rule).getValue(context, reading, Boolean.class));
        } catch (ParseException | EvaluationException e) {
            throw new IllegalArgumentException("rule cannot be evaluated", e);
        }
    }
}
