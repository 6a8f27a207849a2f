/** The .nn language. Layer names are not part of it; the compiler knows them. */
grammar Nn;

model
    : statement* EOF
    ;

statement
    : 'network' NAME ('.' NAME)*       # networkStatement
    | 'def' signature '=' chain        # defStatement
    | 'weights' STRING                 # weightsStatement
    | NAME '=' chain                   # namedStatement
    | 'output' NAME '=' chain          # outputStatement
    | chain                            # bareStatement
    ;

signature
    : NAME
    | CALL parameter (',' parameter)* ')'
    ;

parameter
    : NAME ('=' value)?
    ;

chain
    : stage ('->' stage)*
    ;

stage
    : (name ':')? atom
    ;

name
    : NAME
    | STRING
    | 'network'
    | 'def'
    | 'weights'
    | 'output'
    | 'repeat'
    ;

atom
    : CALL (argument (',' argument)* ','?)? ')'        # call
    | NAME                                             # bareName
    | name '{' chain '}'                               # block
    | REPEAT_CALL expression ')' '{' chain '}'         # repeat
    | '(' chain (operator chain)* ')'                  # group
    | '[' chain (',' chain)+ ']'                       # concat
    ;

operator
    : '+'
    | '-'
    | '*'
    | '/'
    ;

argument
    : (NAME '=')? value
    ;

value
    : tuple
    | expression
    | STRING
    ;

tuple
    : '(' expression ',' (expression (',' expression)* ','?)? ')'
    ;

expression
    : term (('+' | '-') term)*
    ;

term
    : factor (('*' | '/' | '%') factor)*
    ;

factor
    : '-' factor
    | NUMBER
    | NAME
    | '(' expression ')'
    ;

NETWORK : 'network' ;
DEF     : 'def' ;
WEIGHTS : 'weights' ;
OUTPUT  : 'output' ;
REPEAT  : 'repeat' ;

/** A parenthesis that follows a name at once opens arguments; any other opens a group. */
REPEAT_CALL : 'repeat(' ;
CALL        : NAME '(' ;
NAME        : [A-Za-z_] [A-Za-z0-9_]* ;

NUMBER
    : (DIGIT+ ('.' DIGIT+)? | '.' DIGIT+) ([eE] [+-]? DIGIT+)?
    ;

STRING : '"' ~["\r\n]* '"' ;

ARROW    : '->' ;
ASSIGN   : '=' ;
COLON    : ':' ;
COMMA    : ',' ;
DOT      : '.' ;
PLUS     : '+' ;
MINUS    : '-' ;
STAR     : '*' ;
SLASH    : '/' ;
PERCENT  : '%' ;
OPEN     : '(' ;
CLOSE    : ')' ;
OPEN_BRACE    : '{' ;
CLOSE_BRACE   : '}' ;
OPEN_BRACKET  : '[' ;
CLOSE_BRACKET : ']' ;

WHITE_SPACE   : [ \t\r\n\f]+ -> skip ;
LINE_COMMENT  : '//' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;

// No rule of the parser takes what follows; each has an error message of its own.

UNCLOSED_COMMENT  : '/*' ;
STRAY_COMMENT_END : '*/' ;
UNCLOSED_STRING   : '"' ~["\r\n]* ;
PYTHON_STRING     : '\'' ~['\r\n]* '\'' ;
PYTHON_COMMENT    : '#' ~[\r\n]* ;
WRONG_ARROW       : '-->' | '=>' | '>' | '|>' | '|' ;
MALFORMED_NUMBER  : '.'? DIGIT [A-Za-z0-9_.]* ;
STRAY             : . ;

fragment DIGIT : [0-9] ;
