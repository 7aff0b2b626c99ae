// Asks the parsers that Argo uses what they make of each line of expr.txt, when.txt and depends.txt, and writes their
// answers beside them, as lines of JSON:
//
//	cd tests/expressions/corpus/ask && go run . ..
//
// The versions in go.mod are those of Argo 3.7 and 4.0.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/Knetic/govaluate"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// An answer has a tree or a value, or else an error, with its offset where that is known.
type answer struct {
	Text  string `json:"text"`
	Tree  string `json:"tree,omitempty"`
	Value *bool  `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
	At    *int   `json:"at,omitempty"`
}

func main() {
	for name, ask := range map[string]func(string) answer{"expr": askExpr, "when": askWhen, "depends": askDepends} {
		if err := answerAll(filepath.Join(os.Args[1], name), ask); err != nil {
			panic(err)
		}
	}
}

func answerAll(path string, ask func(string) answer) error {
	questions, err := os.Open(path + ".txt")
	if err != nil {
		return err
	}
	defer questions.Close()
	answers, err := os.Create(path + ".jsonl")
	if err != nil {
		return err
	}
	defer answers.Close()
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for lines := bufio.NewScanner(questions); lines.Scan(); {
		if err := encoder.Encode(ask(lines.Text())); err != nil {
			return err
		}
	}
	return nil
}

func askExpr(text string) answer {
	tree, err := parser.Parse(text)
	var at *file.Error
	if errors.As(err, &at) {
		return answer{Text: text, Error: at.Message, At: &at.From}
	}
	return answer{Text: text, Tree: write(tree.Node)}
}

// What Argo does with a `when` whose tags are filled in: words are made texts, and the whole is parsed again.
func askWhen(text string) (found answer) {
	found.Text = text
	defer func() {
		if reason := recover(); reason != nil {
			found.Error = fmt.Sprint(reason)
		}
	}()
	expression, err := govaluate.NewEvaluableExpression(text)
	if err == nil {
		tokens := expression.Tokens()
		for i := range tokens {
			if tokens[i].Kind == govaluate.VARIABLE {
				tokens[i].Kind = govaluate.STRING
			}
		}
		expression, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	}
	var value any
	if err == nil {
		value, err = expression.Evaluate(nil)
	}
	if err != nil {
		found.Error = strings.TrimSpace(err.Error())
	} else if truth, ok := value.(bool); ok {
		found.Value = &truth
	} else {
		found.Error = fmt.Sprintf("not a truth value: %v", value)
	}
	return found
}

var (
	taskPattern = regexp.MustCompile(`([a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][a-zA-Z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)`)
	tasks       = []string{"a", "b", "c", "build-1", "build-2", "A", "B9"}
	results     = []string{"Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed"}
)

// What Argo does with a `depends`: names are found by a pattern, those without a result are given theirs, and the rest
// is expr-lang's.
func askDepends(text string) answer {
	known := map[string]bool{}
	scope := map[string]any{}
	for _, task := range tasks {
		known[task] = true
		outcome := map[string]bool{}
		for _, result := range results {
			outcome[result] = true
			known[task+"."+result] = true
		}
		scope[strings.ReplaceAll(task, "-", "_")] = outcome
	}
	unknown := ""
	logic := taskPattern.ReplaceAllStringFunc(text, func(name string) string {
		if !known[name] {
			unknown = name
		}
		if strings.Contains(name, ".") {
			return name
		}
		return "(" + name + ".Succeeded || " + name + ".Skipped || " + name + ".Daemoned)"
	})
	if unknown != "" {
		return answer{Text: text, Error: "invalid dependency " + unknown}
	}
	program, err := expr.Compile(strings.ReplaceAll(logic, "-", "_"), expr.Env(scope))
	var value any
	if err == nil {
		value, err = expr.Run(program, scope)
	}
	if err != nil {
		return answer{Text: text, Error: strings.SplitN(err.Error(), "\n", 2)[0]}
	}
	truth, ok := value.(bool)
	if !ok {
		return answer{Text: text, Error: fmt.Sprintf("not a truth value: %v", value)}
	}
	return answer{Text: text, Value: &truth}
}

func writeAll(nodes []ast.Node) string {
	written := make([]string, len(nodes))
	for i, node := range nodes {
		written[i] = write(node)
	}
	return strings.Join(written, " ")
}

// A tree in one line, every operation in parentheses.
func write(node ast.Node) string {
	switch it := node.(type) {
	case nil:
		return "_"
	case *ast.NilNode:
		return "nil"
	case *ast.IdentifierNode:
		return it.Value
	case *ast.IntegerNode:
		return fmt.Sprint(it.Value)
	case *ast.FloatNode:
		return fmt.Sprintf("%gf", it.Value)
	case *ast.BoolNode:
		return fmt.Sprint(it.Value)
	case *ast.StringNode:
		text, _ := json.Marshal(it.Value)
		return string(text)
	case *ast.UnaryNode:
		return "(" + it.Operator + " " + write(it.Node) + ")"
	case *ast.BinaryNode:
		return "(" + write(it.Left) + " " + it.Operator + " " + write(it.Right) + ")"
	case *ast.ChainNode:
		return write(it.Node)
	case *ast.MemberNode:
		optional := map[bool]string{true: "?"}[it.Optional]
		return write(it.Node) + optional + "[" + write(it.Property) + "]"
	case *ast.SliceNode:
		return write(it.Node) + "[" + write(it.From) + ":" + write(it.To) + "]"
	case *ast.CallNode:
		return write(it.Callee) + "(" + writeAll(it.Arguments) + ")"
	case *ast.BuiltinNode:
		return it.Name + "(" + writeAll(it.Arguments) + ")"
	case *ast.PredicateNode:
		return "{" + write(it.Node) + "}"
	case *ast.PointerNode:
		return "#" + it.Name
	case *ast.VariableDeclaratorNode:
		return "let(" + it.Name + " " + write(it.Value) + " " + write(it.Expr) + ")"
	case *ast.SequenceNode:
		return "sequence(" + writeAll(it.Nodes) + ")"
	case *ast.ConditionalNode:
		return "if(" + write(it.Cond) + " " + write(it.Exp1) + " " + write(it.Exp2) + ")"
	case *ast.ArrayNode:
		return "[" + writeAll(it.Nodes) + "]"
	case *ast.MapNode:
		return "map{" + writeAll(it.Pairs) + "}"
	case *ast.PairNode:
		return write(it.Key) + ":" + write(it.Value)
	}
	panic(fmt.Sprintf("%T", node))
}
